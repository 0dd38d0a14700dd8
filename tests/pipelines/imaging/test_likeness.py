"""What the darkroom keeps of a photo's looks: small, bounded, and sharper for the sharper one."""

from __future__ import annotations

import pytest
from PIL import Image, ImageFilter
from pydantic import ValidationError

from pipelines.imaging.likeness import SIDE, Likeness, likeness_of, sharpness_of
from tests.pipelines.imaging.labelled_pictures import scene


def test_a_blurred_photo_is_less_sharp_and_a_sharp_subject_before_a_blurred_room_is_sharp() -> None:
    picture = scene(3)
    blurred = [picture.filter(ImageFilter.GaussianBlur(radius)) for radius in (0.6, 1.2, 2.4)]
    measured = [sharpness_of(one) for one in (picture, *blurred)]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 2 * measured[-1]
    portrait = blurred[-1].copy()
    portrait.paste(picture.crop((0, 0, 600, 600)), (0, 0))
    assert sharpness_of(portrait) > 1.5 * measured[-1]


@pytest.mark.parametrize("size", [(1, 1), (2, 500), (40, 30), (5000, 2)])
def test_any_size_has_one(size: tuple[int, int]) -> None:
    likeness = likeness_of(picture := Image.new("RGB", size, "white"), picture)
    assert bytes.fromhex(likeness.small) == b"\xff" * SIDE * SIDE
    assert likeness.sharpness == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"small": "00"},
        {"small": "zz" * SIDE * SIDE},
        {"sharpness": float("nan")},
        {"sharpness": -1},
        {"sharpness": 1e9},
    ],
)
def test_nobody_stores_what_is_none(fields: dict[str, object]) -> None:
    sound = {"small": "00" * SIDE * SIDE, "sharpness": 1.0}
    assert Likeness.model_validate(sound)
    with pytest.raises(ValidationError):
        Likeness.model_validate(sound | fields)
