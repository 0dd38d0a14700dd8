"""Placeholders: the bytes of the format's own reference program, and the colour that most of a picture has."""

from __future__ import annotations

import base64

import pytest
from PIL import Image, ImageDraw

from pipelines.imaging.placeholder import dominant_colour, placeholder_of, thumbhash


def scene(size: tuple[int, int]) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    across = ramp.transpose(Image.Transpose.ROTATE_180).resize(size)
    picture = Image.merge("RGB", (ramp, across, Image.new("L", size, 90)))
    ImageDraw.Draw(picture).ellipse((2, 2, size[0] // 2, size[1] // 2), fill=(230, 40, 20))
    return picture


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ((32, 21), "nFkCFaagrohAuYmrZ/dsm1+/pAd5"),
        ((18, 32), "nFkCFCbRD6Srab61iYguv6QGeQ=="),
        ((32, 32), "nGkCFySgrogwuYmaZ+drpXmI+PVMapAH"),
        ((32, 4), "XBkCEbSii5esZ/dsXVOAB3c="),
    ],
)
def test_a_hash_is_what_the_reference_makes_of_the_same_pixels(size: tuple[int, int], made: str) -> None:
    """Made by `rgbaToThumbHash` of the npm package thumbhash 0.1.1, of the format's author."""
    assert base64.b64encode(thumbhash(scene(size))).decode() == made


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (4000, 3000)])
def test_every_shape_has_one(size: tuple[int, int]) -> None:
    made = placeholder_of(Image.new("RGB", size, (59, 95, 122)))
    assert made.colour == "#3b5f7a"
    assert made == placeholder_of(Image.new("RGB", size, (59, 95, 122)))


def test_the_colour_is_that_of_most_of_the_picture() -> None:
    picture = Image.new("RGB", (40, 20), (10, 90, 200))
    ImageDraw.Draw(picture).rectangle((0, 0, 9, 9), fill=(250, 240, 0))
    assert dominant_colour(picture) == "#0a5ac8"
    assert placeholder_of(picture.convert("RGBA")).colour == "#0a5ac8"
