"""A HEIC may carry thumbnails, depth maps and more; we read the picture, by a library without the known faults."""

import re

import pytest
from pi_heif import options
from pi_heif._lib_info import libheif_info
from pi_heif.heif import is_supported

from pipelines.heif import BRANDS, is_heif, register_heif

# The first releases without the heap writes that were published in September 2026.
LIBHEIF, LIBDE265 = (1, 23, 4), (1, 1, 3)


def test_only_the_primary_picture_is_read() -> None:
    register_heif()
    assert (options.THUMBNAILS, options.DEPTH_IMAGES, options.AUX_IMAGES) == (False, False, False)
    assert options.DECODE_THREADS == 0
    assert not options.DISABLE_SECURITY_LIMITS


def numbers(text: str) -> tuple[int, ...]:
    """`libde265 HEVC decoder, version 1.1.3` as (1, 1, 3)."""
    return tuple(map(int, re.findall(r"(\d+)\.(\d+)\.(\d+)", text)[0]))


def test_the_loaded_libraries_are_mended_ones() -> None:
    told = libheif_info()
    assert numbers(told["libheif"]) >= LIBHEIF
    assert numbers(told["decoders"]["libde265"]) >= LIBDE265


def test_nothing_but_hevc_is_decoded_and_nothing_encoded() -> None:
    told = libheif_info()
    assert set(told["decoders"]) == {"libde265"}
    assert (told["HEIF"], told["AVIF"]) == ("", "")


@pytest.mark.parametrize("brand", [*BRANDS, b"avif", b"avis", b"isom", b"heif"])
def test_the_brands_are_the_librarys(brand: bytes) -> None:
    head = b"\0\0\0\x18ftyp" + brand
    assert is_heif(head) == (brand in BRANDS)
    assert is_heif(head) == (is_supported(head) and brand not in (b"avif", b"avis"))
