"""The darkroom as a whole: one file in, the ladder out."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from pipelines.imaging.colour import SRGB_TAG
from pipelines.imaging.darkroom import develop, inspect, read_facts
from pipelines.imaging.resize import shrink
from pipelines.recipes import Limits, RenditionOrder, load_recipes
from pipelines.watermark.drawing import calmest_corner
from pipelines.watermark.style import WatermarkStyle
from tests.pipelines.pictures import CREDIT, corners, developed, jpeg, orders, profile, quarters, saved, scene

LADDER = load_recipes(Path("config/renditions.toml").read_text("utf-8")).profiles


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[274] = orientation
    return exif


def test_the_whole_ladder_from_one_file(tmp_path: Path) -> None:
    path = saved(scene((3600, 2400)), tmp_path / "photo.jpg", quality=95)
    made, images = developed(path, *LADDER)
    assert [(file.profile, file.width, file.height, file.media_type) for file in made.renditions] == [
        ("download", 3600, 2400, "image/jpeg"),
        ("3000", 3000, 2000, "image/jpeg"),
        ("1600", 1600, 1067, "image/jpeg"),
        ("800", 800, 533, "image/jpeg"),
        ("800w", 800, 533, "image/webp"),
        ("400w", 400, 267, "image/webp"),
    ]
    for file, image in zip(made.renditions, images, strict=True):
        data = (tmp_path / file.filename).read_bytes()
        assert file.filename == f"{file.digest}.{'webp' if file.profile.endswith('w') else 'jpg'}"
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert image.size == (file.width, file.height)
    assert made.warnings == ()


def test_only_the_overlay_differs_and_smaller_steps_are_made_from_clean_pixels(tmp_path: Path) -> None:
    path = saved(scene((1600, 1200)), tmp_path / "photo.jpg", quality=95)
    steps = [profile("a", long_edge=800, watermark="overlay"), profile("b", long_edge=400)]
    _, (marked, below) = developed(path, *steps)
    _, (_, alone) = developed(path, profile("a", long_edge=800), steps[1])
    assert below.tobytes() == alone.tobytes()
    _, (clean,) = developed(path, profile("c", long_edge=800))
    box = ImageChops.difference(marked, clean).convert("L").point(lambda value: value > 40).getbbox()
    assert box is not None
    assert box[2] - box[0] < 400


def test_the_credit_has_one_corner_on_every_size(tmp_path: Path) -> None:
    # Seen large, the fine grain below is restless; seen small it is calm, and the stripes above are not.
    picture = Image.new("RGB", (2400, 1800), (10, 10, 10))
    grain = Image.effect_noise((2400, 900), 20).point(lambda value: value - 80)
    picture.paste(grain.convert("RGB"), (0, 900))
    for left in range(0, 2400, 300):
        picture.paste((80, 80, 80) if left >= 1200 else (100, 100, 100), (left, 0, left + 40, 900))
    small = shrink(picture, (400, 300))
    assert calmest_corner(small, CREDIT, WatermarkStyle()) != calmest_corner(picture, CREDIT, WatermarkStyle())
    path = saved(picture, tmp_path / "photo.jpg", quality=95)
    sizes = [profile(str(edge), long_edge=edge) for edge in (2400, 1200, 400)]
    _, clean = developed(path, *sizes)
    _, marked = developed(path, *[each.model_copy(update={"watermark": "overlay"}) for each in sizes])
    found = []
    for with_credit, without in zip(marked, clean, strict=True):
        box = ImageChops.difference(with_credit, without).convert("L").point(lambda value: value > 60).getbbox()
        assert box is not None
        found.append((box[0] + box[2] > without.width, box[1] + box[3] > without.height))
    assert found == [calmest_corner(picture, CREDIT, WatermarkStyle())] * 3


def test_same_input_same_bytes(tmp_path: Path) -> None:
    path = saved(scene((1000, 700)), tmp_path / "photo.jpg")
    first, _ = developed(path, *LADDER)
    again, _ = developed(path, *LADDER)
    assert first == again


def test_nothing_is_enlarged(tmp_path: Path) -> None:
    made, _ = developed(saved(scene((500, 300)), tmp_path / "small.jpg"), *LADDER)
    assert {(file.width, file.height) for file in made.renditions[:5]} == {(500, 300)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", [*range(1, 9), 0, 9])
@pytest.mark.parametrize("edge", [None, 100])
def test_all_orientations_are_applied_once(tmp_path: Path, kind: str, orientation: int, edge: int | None) -> None:
    path = saved(quarters(), tmp_path / "turned", kind, exif=_turned(orientation))
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(jpeg(quarters(), exif=_turned(orientation)))))
    facts = read_facts(path, Limits())
    assert (facts.width, facts.height) == expected.size
    made, (image,) = developed(path, profile(long_edge=edge))
    assert corners(image) == corners(expected)
    width, height = expected.size if edge is None else (100, 75) if expected.width > expected.height else (75, 100)
    assert (made.renditions[0].width, made.renditions[0].height) == (width, height)
    assert 274 not in image.getexif()


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
def test_a_rendition_carries_its_tag_and_nothing_else(tmp_path: Path, kind: str) -> None:
    source = jpeg(
        scene(), comment=b"<script>", exif=_turned(1), xmp=b"<x:xmpmeta/>", dpi=(300, 300), icc_profile=SRGB_TAG
    )
    path = tmp_path / "photo.jpg"
    path.write_bytes(source)
    made, (image,) = developed(path, profile(format=kind))
    data = (tmp_path / made.renditions[0].filename).read_bytes()
    assert image.info["icc_profile"] == SRGB_TAG
    assert b"<script>" not in data
    assert b"xmpmeta" not in data
    assert b"8BIM" not in data
    assert not {"exif", "xmp", "comment"} & {key for key, value in image.info.items() if value}


def test_a_small_order_is_decoded_small_and_looks_the_same(tmp_path: Path) -> None:
    path = saved(scene((3200, 2400)), tmp_path / "photo.jpg", quality=95)
    _, (drafted,) = developed(path, profile(long_edge=400))
    reference = Image.open(path).resize((400, 300), Image.Resampling.LANCZOS)
    assert max(ImageStat.Stat(ImageChops.difference(drafted, reference)).mean) < 1.5


def test_only_the_first_frame_is_used(tmp_path: Path) -> None:
    frames = [quarters(), Image.new("RGB", (320, 240))]
    for kind in ("WEBP", "TIFF", "PNG"):
        path = saved(frames[0], tmp_path / kind, kind, save_all=True, append_images=frames[1:])
        made, (image,) = developed(path, profile())
        assert made.warnings == ("first_frame_only",)
        assert corners(image) == ["red", "green", "blue", "yellow"]


def test_a_scan_that_stops_early_is_remarked(tmp_path: Path) -> None:
    whole = jpeg(Image.effect_noise((320, 240), 60).convert("RGB"), quality=95)
    path = tmp_path / "stopped.jpg"
    path.write_bytes(whole[: len(whole) // 2].rstrip(b"\xff") + b"\xff\xd9")
    made, _ = developed(path, profile())
    assert made.warnings == ("grey_end",)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 2), (17, 16)])
def test_slivers_are_developed(tmp_path: Path, size: tuple[int, int]) -> None:
    made, _ = developed(saved(scene(size), tmp_path / "sliver.png", "PNG"), *LADDER)
    assert (made.renditions[0].width, made.renditions[0].height) == size
    assert made.warnings == ("no_room_for_credit",)


def test_no_credit_no_overlay(tmp_path: Path) -> None:
    path = saved(scene((800, 600)), tmp_path / "photo.jpg")
    _, (without,) = developed(path, profile(watermark="overlay"), credit=None)
    _, (plain,) = developed(path, profile())
    assert without.tobytes() == plain.tobytes()


def test_a_strip_stands_below_the_picture(tmp_path: Path) -> None:
    made, _ = developed(saved(scene((800, 600)), tmp_path / "photo.jpg"), profile(watermark="strip"))
    assert made.renditions[0].width == 800
    assert 620 < made.renditions[0].height < 680


def test_a_missing_glyph_is_remarked_once(tmp_path: Path) -> None:
    path = saved(scene((800, 600)), tmp_path / "photo.jpg")
    ladder = [profile("a", watermark="overlay"), profile("b", watermark="strip", long_edge=400)]
    made, _ = developed(path, *ladder, credit="©Stadt/Li 😀")
    assert made.warnings == ("missing_glyph: 😀",)


def test_inspection_brings_facts_and_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[315] = "Michał".encode()  # as cameras do
    inspection = inspect(saved(scene(), tmp_path / "photo.jpg", exif=exif), Limits())
    assert inspection.facts.width == 320
    assert inspection.metadata.creator is not None
    assert inspection.metadata.creator.value == "Michał"


def test_no_orders_no_work(tmp_path: Path) -> None:
    assert develop(tmp_path / "gone", orders(), tmp_path, Limits()).renditions == ()


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_crop_shows_its_box_of_the_picture_as_displayed(tmp_path: Path, orientation: int) -> None:
    path = saved(scene((1200, 900)), tmp_path / "photo.png", "PNG", exif=_turned(orientation))
    displayed = ImageOps.exif_transpose(Image.open(path))
    box = (100, 50, 740, 410)
    steps = [profile("own", aspect="16:9"), profile("small", aspect="16:9", long_edge=160)]
    made, (own, small) = developed(path, *(step.model_copy(update={"quality": 100}) for step in steps), box=box)
    assert [(file.width, file.height) for file in made.renditions] == [(640, 360), (160, 90)]
    expected = displayed.crop(box)
    assert max(ImageStat.Stat(ImageChops.difference(own, expected)).mean) < 1
    reference = expected.resize((160, 90), Image.Resampling.LANCZOS)
    assert max(ImageStat.Stat(ImageChops.difference(small, reference)).mean) < 1.5


def test_a_crop_changes_no_rendition_of_the_whole_photo(tmp_path: Path) -> None:
    path = saved(scene((1600, 1200)), tmp_path / "photo.jpg", quality=95)
    steps = [profile("800", long_edge=800, watermark="overlay"), profile("wide", long_edge=400, aspect="16:9")]
    first, _ = developed(path, *steps, box=(0, 0, 1600, 900))
    second, _ = developed(path, *steps, box=(600, 400, 1000, 625))
    assert first.renditions[0] == second.renditions[0]
    assert first.renditions[1].sha256 != second.renditions[1].sha256
    assert (second.renditions[1].width, second.renditions[1].height) == (400, 225), "though the ladder ends at 800"


def test_formats_of_one_crop_share_their_pixels(tmp_path: Path) -> None:
    path = saved(scene((800, 600)), tmp_path / "photo.jpg")
    steps = [profile("a", aspect="1:1", quality=100), profile("b", aspect="1:1", format="webp", quality=100)]
    made, (jpg, webp) = developed(path, *steps, box=(100, 0, 700, 600))
    assert [file.media_type for file in made.renditions] == ["image/jpeg", "image/webp"]
    assert jpg.size == webp.size == (600, 600)
    assert max(ImageStat.Stat(ImageChops.difference(jpg, webp.convert("RGB"))).mean) < 4


@pytest.mark.parametrize("aspect", ["16:9", None])
def test_a_box_and_an_aspect_go_together(aspect: str | None) -> None:
    given = profile(aspect=aspect)
    with pytest.raises(ValueError, match="a box belongs to a profile with an aspect"):
        RenditionOrder(profile=given, digest="0" * 32, credit=None, box=None if aspect else (0, 0, 16, 9))


@pytest.mark.parametrize(("kind", "side"), [("jpeg", 60_000), ("webp", 16_383), ("avif", 32_768)])
def test_a_panorama_is_made_as_long_as_its_format_holds(tmp_path: Path, kind: str, side: int) -> None:
    path = saved(Image.new("RGB", (65_000, 40), "grey"), tmp_path / "panorama.png", "PNG")
    made, (image,) = developed(path, profile(format=kind, watermark="strip", method=0 if kind == "webp" else 2))
    assert (made.renditions[0].width, image.size) == (side, (side, made.renditions[0].height))
