"""The drawn moments of the sample event: no two of them, and no two pictures of one, look alike."""

from __future__ import annotations

import itertools

import pytest
from PIL import Image, ImageChops, ImageStat

from cli.sample.event import SCENES
from cli.sample.scenes import PAINTERS, paint

SIZE = (180, 120)


def _difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def test_every_moment_has_its_painter() -> None:
    assert {scene.name for scene in SCENES} == set(PAINTERS)


@pytest.mark.parametrize("name", [*PAINTERS, "elsewhere"])
def test_each_number_is_another_picture_of_any_shape(name: str) -> None:
    assert paint(name, 1, (120, 180)).size == (120, 180)
    assert paint(name, 1, SIZE).tobytes() == paint(name, 1, SIZE).tobytes()
    assert _difference(paint(name, 1, SIZE), paint(name, 51, SIZE)) > 10


def test_moments_look_different() -> None:
    pictures = [paint(name, 1, SIZE) for name in PAINTERS]
    assert min(_difference(*pair) for pair in itertools.combinations(pictures, 2)) > 20
