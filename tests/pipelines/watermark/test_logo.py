"""The logo: looked at when the desk starts, beside the credit in its own colours, seen on any ground."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from pipelines.recipes import RecipeError, load_recipes, recipe_digest
from pipelines.watermark.drawing import overlaid, with_strip
from pipelines.watermark.lettering import typeset
from pipelines.watermark.logo import Logo, LogoError, logo_at, read_logo
from pipelines.watermark.style import WatermarkStyle
from tests.pipelines.pictures import CREDIT, crest, developed, profile, saved, scene

RECIPES = Path("config/renditions.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def styles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WatermarkStyle]:
    folder = tmp_path_factory.mktemp("logos")
    colours = {"red": "#b01020", "white": "#ffffff", "grey": "#767676"}
    logos = {name: read_logo(crest(folder / f"{name}.png", colour)) for name, colour in colours.items()}
    silhouette = Image.new("RGBA", (200, 220))
    ImageDraw.Draw(silhouette).ellipse((10, 10, 189, 209), fill="#101010")
    logos["black"] = read_logo(saved(silhouette, folder / "black.png", "PNG"))
    return {name: WatermarkStyle(logo=logo) for name, logo in logos.items()}


def test_a_logo_is_measured_without_its_margins(tmp_path: Path) -> None:
    logo = read_logo(crest(tmp_path / "logo.png", margin=40))
    assert (logo.width, logo.height) == (180, 220)
    assert logo.luminance is not None
    assert 30 < logo.luminance < 110
    opaque = read_logo(saved(Image.new("RGB", (60, 30), "navy"), tmp_path / "flag.png", "PNG"))
    assert opaque.luminance is None, "it brings its own ground"


def _nonsense(folder: Path, kind: str) -> Path:
    path = folder / "logo.png"
    pictures = {
        "JPEG": Image.new("RGB", (60, 60)),
        "tiny": Image.new("RGBA", (15, 60)),
        "huge": Image.new("1", (2001, 2000)),
        "line": Image.new("RGBA", (900, 100), "red"),
        "empty": Image.new("RGBA", (60, 60)),
        "deep": Image.new("I;16", (60, 60)),
    }
    if kind in pictures:
        saved(pictures[kind], path, "JPEG" if kind == "JPEG" else "PNG")
    elif kind != "gone":
        path.write_bytes({"text": b"<svg/>", "heavy": b"\x89PNG" + bytes(2_000_001)}[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("gone", "cannot be read: No such file"),
        ("text", "is no PNG that can be read"),
        ("JPEG", "is no PNG that can be read"),
        ("heavy", "at most 2,000,000 make sense"),
        ("tiny", "has 15 x 60 pixels; each side must have 16 to 2000"),
        ("huge", "has 2001 x 2000 pixels"),
        ("line", "more than 8 times as long as wide"),
        ("empty", "shows nothing: every pixel is transparent"),
        ("deep", "has 16 bits a channel; save it with 8"),
    ],
)
def test_a_logo_that_cannot_be_used_is_named_at_the_start(tmp_path: Path, kind: str, complaint: str) -> None:
    _nonsense(tmp_path, kind)
    with pytest.raises(RecipeError) as error:
        load_recipes(RECIPES.replace('logo = ""', 'logo = "logo.png"'), tmp_path)
    told = str(error.value)
    assert told.startswith("watermark, logo: ")
    assert complaint in told
    assert told.count("\n") == 0, "once, not once a profile"


def test_the_path_is_relative_to_the_recipes(tmp_path: Path) -> None:
    crest(tmp_path / "logo.png")
    recipes = load_recipes(RECIPES.replace('logo = ""', 'logo = "logo.png"'), tmp_path)
    assert {each.style.logo for each in recipes.profiles} == {read_logo(tmp_path / "logo.png")}
    assert load_recipes(RECIPES).watermark.logo is None


def test_a_digest_knows_the_logo_and_not_where_it_lies(tmp_path: Path) -> None:
    def digest(path: Path | None) -> str:
        style = WatermarkStyle(logo=read_logo(path) if path else None)
        return recipe_digest(profile(watermark="overlay", style=style), CREDIT)

    one, moved = crest(tmp_path / "a.png"), crest(tmp_path / "b.png")
    assert digest(one) == digest(moved)
    assert len({digest(None), digest(one), digest(crest(tmp_path / "c.png", "#000"))}) == 3


def test_a_logo_survives_being_sent(styles: dict[str, WatermarkStyle]) -> None:
    style = styles["red"]
    assert WatermarkStyle.model_validate_json(style.model_dump_json()) == style


def test_a_logo_changed_after_the_start_is_an_error(tmp_path: Path) -> None:
    logo = read_logo(crest(tmp_path / "logo.png"))
    crest(tmp_path / "logo.png", "#00f")
    with pytest.raises(OSError, match="was changed after the start"):
        logo_at(logo, (9, 11))


def test_beside_the_lines_where_there_is_room_else_above_else_not_at_all(styles: dict[str, WatermarkStyle]) -> None:
    logo = Logo(path=Path("logo.png"), sha256="0" * 64, width=300, height=100, luminance=50)
    style = WatermarkStyle(logo=logo)
    large, small, least = (typeset(CREDIT, size, style) for size in ((1600, 1200), (400, 300), (400, 100)))
    assert (large.lines, large.logo, large.above) == ((CREDIT,), (105, 35), False)
    assert (len(small.lines), small.logo, small.above) == (2, (84, 28), True)
    bare = typeset(CREDIT, (400, 100), WatermarkStyle())
    assert bare.lines
    assert (least.lines, least.logo) == (bare.lines, None), "the credit is not shortened for a logo"
    assert least.warnings == (*bare.warnings, "no_room_for_logo")
    narrow = typeset(CREDIT, (400, 300), styles["red"])
    assert (len(narrow.lines), narrow.logo, narrow.above) == (2, (23, 28), False)


LOGOS = st.tuples(st.integers(16, 2000), st.integers(16, 2000)).filter(lambda size: max(size) <= 8 * min(size))
SIZES = st.tuples(st.integers(1, 4000), st.integers(1, 4000))


@given(LOGOS, SIZES, st.text(max_size=80))
def test_credit_and_logo_take_at_most_half_and_no_letter_is_lost(
    shape: tuple[int, int], size: tuple[int, int], credit: str
) -> None:
    logo = Logo(path=Path("logo.png"), sha256="0" * 64, width=shape[0], height=shape[1], luminance=50)
    text, bare = typeset(credit, size, WatermarkStyle(logo=logo)), typeset(credit, size, WatermarkStyle())
    assert "".join(text.lines).replace(" ", "") == "".join(bare.lines).replace(" ", "")
    if text.lines:
        assert text.outer_size[0] <= size[0] // 2 + 1
        assert text.outer_size[1] <= size[1] // 2 + 1
    if text.logo:
        assert abs(text.logo[0] - text.logo[1] * shape[0] / shape[1]) <= 1


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from(["red", "white", "black", "grey"]))
def test_letters_and_logo_are_seen_on_every_ground(
    styles: dict[str, WatermarkStyle], ground: tuple[int, int, int], name: str
) -> None:
    picture = Image.new("RGB", (800, 600), ground)
    with overlaid(picture, CREDIT, styles[name]) as mark:
        assert mark.contrast >= 4.5
        logo = styles[name].logo
        assert logo
        assert logo.luminance is not None
        # Just above logo and letters, where the plate is as dense as beneath them.
        beneath = picture.getpixel(((mark.box[0] + mark.box[2]) // 2, mark.box[1] + 8))
        assert isinstance(beneath, tuple)
        lighter, darker = sorted((_luminance(beneath), logo.luminance / 255), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 2.9


def _luminance(pixel: tuple[int, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in pixel)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_dark_logo_on_a_dark_ground_gets_a_light_plate(styles: dict[str, WatermarkStyle]) -> None:
    for name, ground, ink, plate in (("black", "#0c0c14", 0, True), ("white", "#0c0c14", 255, False)):
        with overlaid(Image.new("RGB", (800, 600), ground), CREDIT, styles[name]) as mark:
            assert (mark.ink, mark.plate > 0) == (ink, plate)


def test_the_logo_keeps_its_colours_and_leaves_no_trace(styles: dict[str, WatermarkStyle]) -> None:
    picture = Image.new("RGB", (1600, 1200), "#e8e8e8")
    before = picture.tobytes()
    with overlaid(picture, CREDIT, styles["red"]) as mark:
        colours = picture.crop(mark.box).getcolors(100_000) or []
        assert (0xB0, 0x10, 0x20) in {colour for _count, colour in colours}
    assert picture.tobytes() == before


@pytest.mark.parametrize(("name", "paper"), [("red", (255, 255, 255)), ("white", (34, 34, 34))])
def test_a_strip_is_dark_for_a_light_logo(
    styles: dict[str, WatermarkStyle], name: str, paper: tuple[int, int, int]
) -> None:
    strip, remarks = with_strip(scene((800, 600)), CREDIT, styles[name])
    assert remarks == ()
    assert strip.getpixel((0, strip.height - 1)) == paper
    without, _ = with_strip(scene((800, 600)), CREDIT, WatermarkStyle())
    assert strip.height == without.height
    assert ImageChops.difference(strip, without).crop((0, 0, 800, 600)).getbbox() is None
    assert ImageChops.difference(strip, without).getbbox() is not None


@pytest.mark.parametrize("policy", ["overlay", "strip"])
def test_the_darkroom_draws_it_the_same_twice(tmp_path: Path, styles: dict[str, WatermarkStyle], policy: str) -> None:
    path = saved(scene((1200, 900)), tmp_path / "photo.jpg")
    marked = profile(watermark=policy, style=styles["red"])
    (first, (image,)), (second, _) = developed(path, marked), developed(path, marked)
    assert first == second
    _, (plain,) = developed(path, profile(watermark=policy))
    assert ImageChops.difference(image, plain).getbbox() is not None


@pytest.mark.parametrize(
    ("height", "room", "scaled"),
    [(100, 900, (300, 100)), (100, 300, (300, 100)), (100, 299, (297, 99)), (100, 50, (48, 16)), (1, 1, (3, 1))],
)
def test_a_logo_is_as_high_as_asked_or_as_wide_as_there_is_room(
    height: int, room: int, scaled: tuple[int, int]
) -> None:
    wide = Logo(path=Path("logo.png"), sha256="0" * 64, width=300, height=100, luminance=50)
    assert wide.scaled(height, room) == scaled
    tall = Logo(path=Path("logo.png"), sha256="0" * 64, width=16, height=128, luminance=50)
    assert tall.scaled(2, 10) == (1, 2), "no side vanishes"


@pytest.mark.parametrize("size", [(16, 16), (16, 128), (2000, 250), (2000, 2000)])
def test_a_logo_of_the_least_and_the_largest_size_is_taken(size: tuple[int, int], tmp_path: Path) -> None:
    logo = read_logo(saved(Image.new("RGBA", size, "red"), tmp_path / "logo.png", "PNG"))
    assert (logo.width, logo.height) == size


@pytest.mark.parametrize("size", [(16, 15), (2001, 2000), (16, 129)])
def test_a_logo_beyond_them_is_not(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(LogoError):
        read_logo(saved(Image.new("RGBA", size, "red"), tmp_path / "logo.png", "PNG"))
