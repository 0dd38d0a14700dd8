"""Colours through the whole darkroom, held against conversions computed without littleCMS."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipelines.imaging.colour import SRGB_TAG
from tests.pipelines.camera_exif import HEAD, colour_exif
from tests.pipelines.icc_profiles import (
    ADOBE,
    P3,
    ROMM,
    SRGB,
    Floats,
    Matrix,
    cmyk_profile,
    delta_e,
    matrix_profile,
    powered,
    srgb_decoded,
    srgb_of_xyz,
    xyz_of_lab,
)
from tests.pipelines.pictures import developed, profile

PATCH = 32
STEPS = 9
# Encoded so that the encoder's own error stays small beside that of the colours.
FULL = profile(quality=100)

SPACES: dict[str, tuple[Callable[[Floats], Floats], Matrix]] = {
    "Adobe RGB": (powered(2.19921875), ADOBE),
    "Display P3": (srgb_decoded, P3),
    "ProPhoto": (powered(1.8), ROMM),
    "sRGB": (srgb_decoded, SRGB),
}


def _grid(channels: int, steps: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """All combinations of so many steps from 0 to 255, one colour a row."""
    axis = np.rint(np.linspace(0, 255, steps)).astype(np.uint8)
    return np.stack(np.meshgrid(*[axis] * channels, indexing="ij"), axis=-1).reshape(-1, channels)


def _patches(colours: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], mode: str) -> Image.Image:
    """A picture of flat squares, 27 a row, one a colour."""
    rows = colours.reshape(-1, 27, colours.shape[-1])
    return Image.fromarray(rows, mode).resize((27 * PATCH, len(rows) * PATCH), Image.Resampling.NEAREST)


def _seen(image: Image.Image) -> Floats:
    """The colours of the squares' centres, from 0 to 255."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
    return pixels[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH].reshape(-1, 3)


def _made(tmp_path: Path, picture: Image.Image, kind: str, **options: Any) -> Image.Image:
    path = tmp_path / "photo"
    picture.save(path, kind, **options)
    made, (image,) = developed(path, FULL)
    assert made.warnings == ()
    assert image.info["icc_profile"] == SRGB_TAG
    return image


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
def test_rgb_profiles_are_converted_as_the_matrices_say(tmp_path: Path, space: str, kind: str) -> None:
    curve, primaries = SPACES[space]
    colours = _grid(3, STEPS)
    image = _made(tmp_path, _patches(colours, "RGB"), kind, icc_profile=matrix_profile(space, curve, primaries))
    expected = srgb_of_xyz(curve(colours / 255) @ np.array(primaries)) * 255
    error = delta_e(_seen(image), expected)
    assert error.mean() < 1
    if space != "sRGB":
        assert delta_e(colours, expected).mean() > 3, "the same without a conversion would not pass"


# In 4:4:4 and at the best quality, so that the file's own error stays small beside that of the colours.
AS_GOOD_AS_LOSSLESS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 100, "subsampling": 0},
    "PNG": {},
    "WEBP": {"lossless": True},
}


@pytest.mark.parametrize("kind", AS_GOOD_AS_LOSSLESS)
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("space", "index"), [(0xFFFF, b"R03"), (2, None)])
def test_adobe_rgb_told_by_exif_alone_is_converted_as_the_matrix_says(
    tmp_path: Path, kind: str, order: str, space: int, index: bytes | None
) -> None:
    colours, exif = _grid(3, STEPS), HEAD + colour_exif(space, index, order)
    image = _made(tmp_path, _patches(colours, "RGB"), kind, exif=exif, **AS_GOOD_AS_LOSSLESS[kind])
    expected = srgb_of_xyz((colours / 255) ** 2.19921875 @ np.array(ADOBE)) * 255
    assert delta_e(_seen(image), expected).mean() < 1
    assert delta_e(colours, expected).mean() > 3, "the same without a conversion would not pass"


def _ink(inks: Floats) -> Floats:
    """A printer that never was: each ink takes its own light, black takes all."""
    light = 1 - inks[..., :3] * np.array((0.9, 0.85, 0.95))
    black = 1 - inks[..., 3:]
    lightness = 100 * (light @ np.array((0.25, 0.6, 0.15)))[..., None] * black
    a = 70 * (light[..., :1] - light[..., 1:2]) * black
    b = 60 * ((light[..., 0:1] + light[..., 1:2]) / 2 - light[..., 2:3]) * black
    return np.concatenate((lightness, a, b), axis=-1)


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_cmyk_is_converted_by_its_profile(tmp_path: Path, kind: str) -> None:
    # The table's own nodes, so that no two ways to interpolate are compared.
    colours = np.concatenate([_grid(4, 3), _grid(4, 5)[::7][: 27 * 3]])[: 27 * 6]
    picture = _patches(colours, "CMYK")
    path = tmp_path / "photo"
    picture.save(path, kind, icc_profile=cmyk_profile("Ink", _ink), **({"quality": 100} if kind == "JPEG" else {}))
    made, (image,) = developed(path, FULL)
    assert made.warnings == ()
    expected = srgb_of_xyz(xyz_of_lab(_ink(colours / 255))) * 255
    assert delta_e(_seen(image), expected).mean() < 1
    naive = np.asarray(picture.convert("RGB"), dtype=np.float64)[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH].reshape(
        -1, 3
    )
    assert delta_e(naive, expected).mean() > 3, "the same without the profile would not pass"
