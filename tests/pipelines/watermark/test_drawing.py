"""The credit on the picture: readable by measure, in the calmest corner, gone without a trace."""

import hashlib
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from pipelines.imaging.encode import encode
from pipelines.watermark.drawing import CORNERS, overlaid, with_strip
from pipelines.watermark.lettering import text_mask, typeset
from pipelines.watermark.style import WatermarkStyle
from tests.pipelines.pictures import CREDIT, distance, profile, scene

STYLE = WatermarkStyle()


def _luminance(pixel: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2.2 defines it, written anew in floats."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in pixel)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: float, b: float) -> float:
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_every_ground_gives_enough_contrast(ground: tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (800, 600), ground)
    with overlaid(picture, CREDIT, STYLE) as mark:
        # Just above the letters, where the plate is as dense as beneath them.
        beneath = picture.getpixel(((mark.box[0] + mark.box[2]) // 2, mark.box[1] + 8))
        assert isinstance(beneath, tuple)
        ink = _luminance((mark.ink,) * 3)
        assert _contrast(ink, _luminance(beneath)) >= 4.4
        assert mark.contrast >= 4.5


def test_a_restless_ground_gets_a_plate_and_the_contrast() -> None:
    picture = Image.effect_noise((800, 600), 200).convert("RGB")
    with overlaid(picture, CREDIT, STYLE) as mark:
        assert mark.plate > 0.3
        assert mark.contrast >= 4.5


def test_plain_grounds_need_no_plate() -> None:
    for ground, ink in (("white", 0), ("black", 255), ("#123a6b", 255), ("#f3e9c9", 0)):
        with overlaid(Image.new("RGB", (800, 600), ground), CREDIT, STYLE) as mark:
            assert (mark.ink, mark.plate) == (ink, 0.0)


@pytest.mark.parametrize("calm", [(0, 0), (400, 0), (0, 300), (400, 300)])
def test_the_calmest_corner_is_chosen(calm: tuple[int, int]) -> None:
    picture = Image.effect_noise((800, 600), 90).convert("RGB")
    picture.paste((60, 60, 60), (*calm, calm[0] + 400, calm[1] + 300))
    with overlaid(picture, CREDIT, STYLE) as mark:
        assert (mark.box[0] > 0, mark.box[1] > 0) == (calm[0] > 0, calm[1] > 0)


def test_a_corner_without_a_plate_is_rather_taken() -> None:
    # Neither white nor black is readable on all of a slow change from dark to light, though it has hardly any detail.
    slow = Image.linear_gradient("L").rotate(90).resize((400, 600)).point(lambda value: 70 + value * 100 // 255)
    picture = Image.new("RGB", (800, 600))
    picture.paste(slow.convert("RGB"), (0, 0))
    picture.paste(ImageOps.mirror(slow).convert("RGB"), (400, 0))
    for corner in CORNERS:
        with overlaid(picture, CREDIT, STYLE, corner) as mark:
            assert mark.plate > 0
    for left in range(0, 400, 10):
        picture.paste((25, 25, 25) if left % 20 else (30, 30, 30), (left, 0, left + 10, 300))
    with overlaid(picture, CREDIT, STYLE) as mark:
        assert (mark.box[:2], mark.plate) == ((0, 0), 0.0)


def test_the_picture_is_as_before_when_the_block_ends() -> None:
    picture = scene((800, 600))
    before = picture.tobytes()
    with overlaid(picture, CREDIT, STYLE) as mark:
        assert picture.tobytes() != before
        assert mark.box[2] - mark.box[0] <= 400
    assert picture.tobytes() == before


def test_same_picture_same_drawing() -> None:
    drawn = []
    for _ in range(2):
        picture = scene((800, 600))
        with overlaid(picture, CREDIT, STYLE):
            drawn.append(picture.tobytes())
    assert drawn[0] == drawn[1]


def test_a_picture_too_small_for_text_is_left_alone() -> None:
    picture = scene((24, 24))
    before = picture.tobytes()
    with overlaid(picture, CREDIT, STYLE) as mark:
        assert picture.tobytes() == before
        assert mark.warnings == ("no_room_for_credit",)


def test_a_strip_leaves_the_picture_untouched() -> None:
    picture = scene((800, 600))
    banded, remarks = with_strip(picture, CREDIT, STYLE)
    assert remarks == ()
    assert banded.crop((0, 0, 800, 600)).tobytes() == picture.tobytes()
    band = banded.crop((0, 600, *banded.size))
    assert 20 < band.height < 80
    assert distance(band.getpixel((0, 0)), (255, 255, 255)) == 0
    assert band.convert("L").histogram()[34] > 50, "there is text on the band"


@pytest.mark.parametrize("ground", ["white", "#777777", "#101418", "noise"])
def test_the_credit_can_be_read_at_400_pixels_after_encoding(ground: str) -> None:
    noise = Image.effect_noise((400, 300), 200).convert("RGB")
    picture = noise if ground == "noise" else Image.new("RGB", (400, 300), ground)
    text = typeset(CREDIT, picture.size, STYLE)
    with overlaid(picture, CREDIT, STYLE) as mark:
        read = Image.open(io.BytesIO(encode(picture, profile(format="webp", quality=78)))).convert("RGB").crop(mark.box)
    letters = text_mask(text, read.size, right=mark.box[0] > 0)
    left, top, right, bottom = text.inner_box
    inner = Image.new("L", read.size)
    inner.paste(255, (left, top, right, bottom))
    core = letters.point(lambda cover: 255 * (cover > 230))
    around = ImageChops.multiply(
        letters.filter(ImageFilter.MaxFilter(3)).point(lambda cover: 255 * (cover == 0)), inner
    )
    ink, beneath = (_luminance(tuple(map(int, ImageStat.Stat(read, where).mean))) for where in (core, around))
    assert core.histogram()[255] > 200
    assert _contrast(ink, beneath) >= 4.5


def test_another_process_draws_the_same() -> None:
    program = (
        "import hashlib; from pipelines.watermark.drawing import overlaid;"
        "from pipelines.watermark.style import WatermarkStyle;"
        "from tests.pipelines.pictures import CREDIT, scene; picture = scene((800, 600))\n"
        "with overlaid(picture, CREDIT, WatermarkStyle()): print(hashlib.sha256(picture.tobytes()).hexdigest())"
    )
    picture = scene((800, 600))
    with overlaid(picture, CREDIT, STYLE):
        here = hashlib.sha256(picture.tobytes()).hexdigest()
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here
