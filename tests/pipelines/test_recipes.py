"""Recipes: what the file may say, what a complaint reads like, what a digest depends on."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.recipes import MAX_SIDE, Format, Limits, Profile, RecipeError, load_recipes, recipe_digest, rendition_key
from pipelines.refusal import REASONS, Refusal, warning
from pipelines.watermark.style import WatermarkStyle
from tests.pipelines.pictures import profile

DEFAULT = Path("config/renditions.toml").read_text("utf-8")
ONE = '[profiles.full]\nformat = "jpeg"\nquality = 92\nwatermark = "none"\ndownload = true\n'


def test_the_default_ladder_is_the_design_s() -> None:
    recipes = load_recipes(DEFAULT)
    steps = [(p.name, p.format, p.long_edge, p.quality, p.watermark) for p in recipes.profiles]
    assert steps == [
        ("download", "jpeg", None, 92, "none"),
        ("3000", "jpeg", 3000, 88, "overlay"),
        ("1600", "jpeg", 1600, 82, "overlay"),
        ("800", "jpeg", 800, 80, "overlay"),
        ("800w", "webp", 800, 80, "overlay"),
        ("400w", "webp", 400, 78, "overlay"),
    ]
    assert recipes.download.name == "download"
    assert (recipes.limits.jpeg_megapixels, recipes.limits.other_megapixels) == (150, 80)
    assert recipes.profile("400w").extension == "webp"
    assert recipes.profile("400w").media_type == "image/webp"
    with pytest.raises(KeyError):
        recipes.profile("poster")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("profiles =", "this is not TOML"),
        ("", "exactly one profile must say download = true (now: none)"),
        (ONE + ONE.replace("full", "more"), "exactly one profile must say download = true (now: full, more)"),
        (ONE.replace("92", "920"), "profile full, quality: must be less than or equal to 100 (got 920)"),
        (ONE.replace("jpeg", "gif"), "profile full, format: must be 'jpeg', 'webp' or 'avif' (got 'gif')"),
        (ONE.replace("quality", "qualty"), "profile full, quality: is missing\nprofile full, qualty: is not known"),
        (ONE + 'aspect = "16:9"', "profile full: the download shows the whole photo, so it has no aspect"),
        (ONE + 'aspect = "16x9"', "profile full, aspect: String should match pattern"),
        (ONE + "method = 4", "profile full: method belongs to webp, not to jpeg"),
        (ONE + "[watermark]\nsize = 3", "watermark, size: must be less than or equal to 0.1 (got 3)"),
        (ONE + "[limits]\nother_megapixels = 900", "limits, other_megapixels: must be less than or equal to 80"),
        (ONE.replace("full", '"../x"'), "profile ../x, name: String should match pattern"),
        ("profiles = 3", "profiles: each profile is a table of its own"),
    ],
)  # fmt: skip
def test_a_complaint_names_profile_and_field(text: str, complaint: str) -> None:
    with pytest.raises(RecipeError) as error:
        load_recipes(text)
    assert complaint in str(error.value)


def test_a_common_watermark_style_reaches_every_profile() -> None:
    recipes = load_recipes(DEFAULT.replace("smallest = 12", "smallest = 14"))
    assert {each.style.smallest for each in recipes.profiles} == {14}


def test_a_digest_changes_with_what_is_seen_and_nothing_else() -> None:
    plain, marked = profile(), profile(watermark="overlay")
    digest = recipe_digest(plain, "©A/B")
    assert len(digest) == 32
    assert digest == recipe_digest(profile("renamed", download=True), None), "names and unseen credits change no pixel"
    assert recipe_digest(marked, None) == digest, "an overlay without a credit draws nothing"
    others = [
        recipe_digest(profile(quality=94), None),
        recipe_digest(profile(long_edge=800), None),
        recipe_digest(profile(progressive=True), None),
        recipe_digest(profile(format="webp"), None),
        recipe_digest(profile(format="webp", method=4), None),
        recipe_digest(marked, "©A/B"),
        recipe_digest(marked, "©A/C"),
        recipe_digest(profile(watermark="strip"), "©A/B"),
        recipe_digest(profile(watermark="overlay", style={"size": 0.03}), "©A/B"),
    ]
    assert len({digest, *others}) == len(others) + 1


def test_a_crop_counts_where_a_profile_has_an_aspect() -> None:
    wide, box = profile(aspect="16:9", long_edge=800), (0, 375, 4000, 2625)
    digest = recipe_digest(wide, None, box)
    assert digest == recipe_digest(profile(aspect="32:18", long_edge=800), None, box), "the same rectangle"
    others = [
        recipe_digest(profile(long_edge=800), None),
        recipe_digest(wide, None, (0, 374, 4000, 2624)),
        recipe_digest(profile(aspect="16:9", long_edge=801), None, box),
        recipe_digest(profile(aspect="3:2", long_edge=800), None, box),
    ]
    assert len({digest, *others}) == 5
    with pytest.raises(ValueError, match="what does it show"):
        recipe_digest(wide, None)


def test_a_digest_stays_what_it_was() -> None:
    # Every stored rendition is found by it: it may change with ENGINE alone, or with the typeface.
    marked = profile(long_edge=1600, quality=82, watermark="overlay")
    assert recipe_digest(marked, "©A/B") == "67c7e4a3d2993c78c72713c293d31417"
    assert recipe_digest(profile(), None) == "3f705469e14704229cd119200024a6fb"


def test_a_profile_survives_being_sent() -> None:
    webp = profile(format="webp", method=3)
    assert type(webp).model_validate_json(webp.model_dump_json()) == webp


def test_a_rendition_key_names_original_and_recipe() -> None:
    assert rendition_key("9f86", "4a1c", "jpg") == "renditions/9f86/4a1c.jpg"


def test_reasons_are_a_closed_list() -> None:
    assert str(Refusal("truncated", "at 3 KB")) == "truncated: at 3 KB"
    assert all(text.endswith(".") for text in REASONS.values())
    with pytest.raises(ValueError, match="no such reason"):
        Refusal("ugly")
    with pytest.raises(ValueError, match="no such warning"):
        warning("ugly")


@pytest.mark.parametrize(("kind", "longest"), [("jpeg", 60_000), ("webp", 16_383), ("avif", 32_768)])
def test_the_longest_side_is_what_the_format_holds(kind: Format, longest: int) -> None:
    assert MAX_SIDE[kind] == longest


def test_an_encoder_may_do_its_least() -> None:
    assert profile(format="webp", method=0).method == profile(format="avif", speed=0).speed == 0


BOUNDS = [
    (Profile, "quality", 1, 100),
    (Profile, "long_edge", 16, 16_000),
    (Profile, "method", 0, 6),
    (Profile, "speed", 0, 10),
    (WatermarkStyle, "size", 0.005, 0.1),
    (WatermarkStyle, "smallest", 8, 64),
    (Limits, "jpeg_megapixels", 0.001, 150),
    (Limits, "other_megapixels", 0.001, 80),
    (Limits, "webp_megapixels", 0.001, 80),
    (Limits, "megabytes", 0.001, None),
    (Limits, "memory_megabytes", 200, None),
    (Limits, "seconds", 0.001, 30),
]
OWNERS = {"method": "webp", "speed": "avif"}


@pytest.mark.parametrize(("model", "field", "least", "most"), BOUNDS, ids=[bound[1] for bound in BOUNDS])
def test_a_number_keeps_its_bounds(
    model: type[Profile | WatermarkStyle | Limits], field: str, least: float, most: float | None
) -> None:
    needed = {"name": "a", "format": OWNERS.get(field, "jpeg"), "quality": 80, "watermark": "none"}
    step = 1 if isinstance(least, int) else 0.001

    def read(value: float) -> object:
        return getattr(model.model_validate((needed if model is Profile else {}) | {field: value}), field)

    for value in (least, most):
        assert value is None or read(value) == value
    for value in (least - step, None if most is None else most + step):
        if value is not None:
            with pytest.raises(ValidationError, match=field):
                read(value)


def test_every_number_has_its_bounds_tested() -> None:
    numbers = {
        (model, name)
        for model in (Profile, WatermarkStyle, Limits)
        for name, field in model.model_fields.items()
        if field.annotation in (int, float, int | None)
    }
    assert numbers == {(model, name) for model, name, _least, _most in BOUNDS}


def test_what_the_operator_does_not_say() -> None:
    assert profile().model_dump(exclude={"name", "format", "quality", "watermark", "style"}) == {
        "long_edge": None,
        "aspect": None,
        "progressive": False,
        "method": 2,
        "speed": 8,
        "download": False,
    }
    assert WatermarkStyle().model_dump() == {"size": 0.018, "smallest": 12, "logo": None}
    assert Limits().model_dump() == {
        "jpeg_megapixels": 150,
        "other_megapixels": 80,
        "webp_megapixels": 60,
        "heic": True,
        "megabytes": 300,
        "memory_megabytes": 1500,
        "seconds": 30,
    }
    assert (Limits().bytes, Limits().memory) == (300_000_000, 1_500_000_000)
