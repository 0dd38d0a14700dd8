"""Sizes to the pixel, pixels as Pillow's own Lanczos makes them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from pipelines.imaging.resize import crop_to, fit, shrink
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
