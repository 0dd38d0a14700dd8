"""Sizes to the pixel, pixels as Pillow's own Lanczos makes them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from pipelines.imaging.resize import crop_to, fit, shrink, turn_upright
from tests.pipelines.pictures import scene

SIDES = st.integers(1, 65_000)


@given(SIDES, SIDES, st.integers(16, 16_000))
def test_the_long_edge_is_exact_and_the_other_rounded(width: int, height: int, edge: int) -> None:
    fitted = fit((width, height), edge)
    longest = max(width, height)
    if edge >= longest:
        assert fitted == (width, height)
        return
    assert max(fitted) == edge
    for side, before in zip(fitted, (width, height), strict=True):
        assert side == 1 or abs(side - before * edge / longest) <= 0.5


@given(SIDES, SIDES)
def test_no_long_edge_keeps_the_size(width: int, height: int) -> None:
    assert fit((width, height), None) == (width, height)


@given(SIDES, SIDES, st.integers(16, 16_000))
def test_turning_and_fitting_agree(width: int, height: int, edge: int) -> None:
    assert fit((height, width), edge) == fit((width, height), edge)[::-1]


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("size", [(160, 120), (101, 77), (7, 240)])
def test_shrinking_matches_pillow_to_rounding(mode: str, size: tuple[int, int]) -> None:
    noise = Image.frombytes("RGB", (320, 240), Random(1).randbytes(3 * 320 * 240))  # noqa: S311 - to be repeatable
    harsh = ImageChops.add(scene(), noise, 2)
    calm = harsh.point(lambda value: 64 + value // 2)
    assert furthest(calm.convert(mode), size) <= 2
    # Where the filter overshoots black or white, it matters which of the two passes comes first: Pillow's is the other.
    assert furthest(harsh.convert(mode), size) <= 10


def furthest(picture: Image.Image, size: tuple[int, int]) -> float:
    """How far a channel of a pixel is from Pillow's own Lanczos, at most."""
    difference = ImageChops.difference(shrink(picture, size), picture.resize(size, Image.Resampling.LANCZOS))
    return max(high for _, high in ImageStat.Stat(difference).extrema)


def test_a_picture_of_that_size_is_left_alone() -> None:
    picture = scene()
    assert shrink(picture, picture.size) is picture


@pytest.mark.parametrize("excess", [0, 1e-9])
def test_a_box_may_exceed_the_picture_by_a_rounding_error(excess: float) -> None:
    picture = scene((90, 60))
    box = (30.0, 20.0, 60.0 + excess, 40.0 + excess)
    assert crop_to(picture, box, (60, 40)).tobytes() == picture.crop((30, 20, 90, 60)).tobytes()


# The letters of a picture of three columns and two rows, as displayed (CIPA DC-008 4.6.5).
DISPLAYED = {
    1: ["abc", "def"],
    2: ["cba", "fed"],
    3: ["fed", "cba"],
    4: ["def", "abc"],
    5: ["ad", "be", "cf"],
    6: ["da", "eb", "fc"],
    7: ["fc", "eb", "da"],
    8: ["cf", "be", "ad"],
}


@pytest.mark.parametrize("orientation", DISPLAYED)
def test_every_orientation_is_turned_upright(orientation: int) -> None:
    turned = turn_upright(Image.frombytes("L", (3, 2), b"abcdef"), orientation)
    rows = DISPLAYED[orientation]
    assert turned.size == (len(rows[0]), len(rows))
    assert turned.tobytes().decode() == "".join(rows)


@pytest.mark.parametrize(
    ("size", "edge", "fitted"),
    [
        ((65_000, 1), 16, (16, 1)),
        ((1, 65_000), 16, (1, 16)),
        ((64, 1), 16, (16, 1)),
        ((64, 6), 16, (16, 2)),  # 1.5 is rounded up
        ((64, 5), 16, (16, 1)),
        ((4000, 3000), 1600, (1600, 1200)),
        ((4000, 3000), 4000, (4000, 3000)),
        ((4000, 3000), 3999, (3999, 2999)),
        ((4000, 3000), 4001, (4000, 3000)),
    ],
)
def test_no_side_vanishes_and_halves_are_rounded_up(size: tuple[int, int], edge: int, fitted: tuple[int, int]) -> None:
    assert fit(size, edge) == fitted


def test_a_part_is_cut_where_it_was_asked_for() -> None:
    picture = scene((90, 60))
    for box in ((0, 0, 30, 20), (60, 0, 30, 20), (0, 40, 30, 20), (17, 9, 31, 23)):
        left, top, width, height = box
        expected = picture.crop((left, top, left + width, top + height))
        assert crop_to(picture, box, (width, height)).tobytes() == expected.tobytes()
