"""Colours: every mode ends as sRGB, and no profile, however broken, stops a photo."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from pipelines.imaging.colour import SRGB_TAG, describe_profile, flatten, is_srgb, to_srgb
from tests.pipelines.icc_profiles import ADOBE, cmyk_profile, grey_profile, matrix_profile, of_space, powered
from tests.pipelines.pictures import developed, distance, profile, quarters, saved, scene

GREY_PROFILE = grey_profile(1.0)
CMYK_PROFILE = cmyk_profile("press", lambda ink: ink[..., 3:] * (-100, 0, 0) + (100, 0, 0), nodes=2)
ADOBE_RGB = matrix_profile("Wide", powered(2.19921875), ADOBE)


def test_adobe_rgb_is_converted() -> None:
    grey_green = Image.new("RGB", (8, 8), (100, 150, 100))
    converted, remarks = to_srgb(grey_green, ADOBE_RGB)
    # Computed by hand from both specifications' matrices and curves.
    assert distance(converted.getpixel((0, 0)), (66, 151, 97)) <= 2
    assert remarks == ()
    assert describe_profile(ADOBE_RGB) == "Wide"


def test_srgb_in_any_wording_is_left_alone() -> None:
    assert is_srgb(SRGB_TAG)
    assert not is_srgb(ADOBE_RGB)
    picture = scene()
    assert to_srgb(picture, SRGB_TAG)[0] is picture
    assert not is_srgb(CMYK_PROFILE)


@pytest.mark.parametrize("icc", [b"garbage", bytes(200), SRGB_TAG[:300], ADOBE_RGB[:140]])
def test_a_broken_profile_counts_as_srgb_with_a_warning(icc: bytes) -> None:
    picture = scene()
    converted, remarks = to_srgb(picture, icc)
    assert converted.tobytes() == picture.tobytes()
    assert remarks == ("bad_colour_profile",)
    assert describe_profile(b"garbage") is None


LINEAR_GREY = 188  # 128 of linear light in sRGB


@pytest.mark.parametrize(
    ("picture", "icc", "space"),
    [
        (Image.new("CMYK", (8, 8)), SRGB_TAG, "RGB"),
        (quarters((8, 8)), CMYK_PROFILE, "CMYK"),
        (quarters((8, 8)), GREY_PROFILE, "GRAY"),
        (Image.new("CMYK", (8, 8)), GREY_PROFILE, "GRAY"),
        (Image.new("L", (8, 8)), CMYK_PROFILE, "CMYK"),
        (quarters((8, 8)), of_space(SRGB_TAG, b"Lab "), "Lab"),
    ],
)
def test_a_profile_for_another_kind_of_picture_is_named(picture: Image.Image, icc: bytes, space: str) -> None:
    converted, remarks = to_srgb(picture.copy(), icc)
    assert converted.tobytes() == picture.convert("RGB").tobytes()
    assert remarks == (f"misfit_colour_profile: {space}",)


def test_a_profile_for_no_kind_of_picture_is_damaged() -> None:
    _, remarks = to_srgb(quarters(), of_space(SRGB_TAG, b"\x01\x02xx"))
    assert remarks == ("bad_colour_profile",)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB"])
def test_a_grey_profile_counts_for_all_that_is_grey(tmp_path: Path, mode: str) -> None:
    picture = Image.new("L", (32, 32), 128).convert(mode)
    path = saved(picture, tmp_path / "photo.png", "PNG", icc_profile=GREY_PROFILE)
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((9, 9)), (LINEAR_GREY,) * 3) <= 1
    assert made.warnings == ()


@pytest.mark.parametrize("mode", ["L", "LA", "1"])
def test_a_colour_profile_on_a_grey_picture_is_no_damage(tmp_path: Path, mode: str) -> None:
    picture = Image.new("L", (32, 32), 255).convert(mode)
    path = saved(picture, tmp_path / "photo.png", "PNG", icc_profile=SRGB_TAG)
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((9, 9)), (255, 255, 255)) <= 1
    assert made.warnings == ()
    grey, remarks = to_srgb(Image.new("L", (8, 8), 128), matrix_profile("linear", powered(1.0), ADOBE))
    assert distance(grey.getpixel((0, 0)), (LINEAR_GREY,) * 3) <= 1
    assert remarks == ()


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (257, 1), (32896, 128), (65535, 255)])
@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_are_scaled_never_clipped(tmp_path: Path, value: int, expected: int, suffix: str) -> None:
    picture = Image.frombytes("I;16", (64, 64), struct.pack("<H", value) * 4096)
    path = saved(picture, tmp_path / f"deep.{suffix}", suffix.upper())
    _, (made,) = developed(path, profile())
    assert distance(made.getpixel((32, 32)), (expected,) * 3) <= 1


def test_floats_count_from_zero_to_one() -> None:
    assert flatten(Image.new("F", (2, 2), 0.5)).getpixel((0, 0)) == 128


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_alpha_is_laid_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (16, 0, 32, 32))
    picture = clear.quantize(4) if mode == "P" else clear.convert(mode) if mode != "PA" else clear.convert("P")
    if mode == "PA":
        picture.putalpha(clear.getchannel("A"))
    assert picture.mode == mode
    flat = flatten(picture).convert("RGB")
    assert (flat.getpixel((2, 2)), flat.getpixel((30, 30))) == ((255, 255, 255), (0, 0, 0))


def _lab(image: Image.Image) -> Image.Image:
    lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    converted = ImageCms.applyTransform(image, lab)
    assert converted is not None
    return converted


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LAB"])
def test_every_mode_ends_as_rgb(tmp_path: Path, mode: str) -> None:
    picture = _lab(quarters()) if mode == "LAB" else quarters().convert(mode)
    path = saved(picture, tmp_path / "picture", "JPEG" if mode in ("CMYK", "YCbCr") else "TIFF")
    made, (image,) = developed(path, profile(long_edge=100))
    assert image.mode == "RGB"
    assert image.size == (100, 75)
    assert made.warnings == (("no_cmyk_profile",) if mode == "CMYK" else ())
    if mode not in ("1", "L"):
        assert distance(image.getpixel((5, 5)), (200, 30, 30)) <= 12


def test_the_tag_is_small_and_always_the_same() -> None:
    assert len(SRGB_TAG) < 700
    assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(SRGB_TAG))).startswith("sRGB")
    assert SRGB_TAG[24:36] == struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
