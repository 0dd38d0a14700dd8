"""TIFFs that Pillow does not decode, or decodes wrongly, though their bytes are laid out as those of another mode.

Each is read as that other mode, and put right afterwards by `as_decoded`. What stays unread is told by `unread_kind`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, TiffImagePlugin

from pipelines.imaging.tiff_tags import (
    BITS,
    COMPRESSION,
    EXTRA,
    LENGTH,
    MAX_VALUES,
    PHOTOMETRIC,
    PLANAR,
    SAMPLE_FORMAT,
    SAMPLES,
    WIDTH,
    Directory,
    directory_at,
)
from pipelines.metadata.containers.blocks import Data
from pipelines.metadata.containers.tiff import find_pages
from pipelines.refusal import Refusal

WHITE_IS_ZERO, BLACK_IS_ZERO, SEPARATED, CIE_LAB, ICC_LAB = 0, 1, 5, 8, 9
SEPARATE_PLANES = 2
_FORMATS = {1: "", 2: ", signed", 3: ", floating point"}
OWN_ORDER = b"II" if sys.byteorder == "little" else b"MM"


class Kind(NamedTuple):
    """Photometric interpretation, bits of each sample, and what the samples beyond the colours are (TIFF 6.0)."""

    photometric: int
    bits: tuple[int, ...]
    extra: tuple[int, ...] = ()


class Reading(NamedTuple):
    """The mode and raw mode that Pillow is told, in little and in big endian; then what makes the picture of it."""

    mode: str
    raw: tuple[str, str]
    finish: Callable[[Image.Image, bool], Image.Image]


def _upper_bytes(image: Image.Image, little: bool) -> Image.Image:
    """Grey and alpha of 16 bits, read as four bytes."""
    grey, alpha = ("G", "A") if little else ("R", "B")
    return Image.merge("LA", (image.getchannel(grey), image.getchannel(alpha)))


def _uppermost_byte(image: Image.Image, little: bool) -> Image.Image:
    """Grey of 32 bits, read as four bytes."""
    return image.getchannel("A" if little else "R")


def _signed_lab(image: Image.Image, _little: bool) -> Image.Image:
    """Lab whose a and b are signed (TIFF 6.0, section 23), read as RGB; Pillow's a and b begin at 128."""
    lightness, a, b = image.split()
    return Image.merge("LAB", (lightness, a.point(lambda value: value ^ 128), b.point(lambda value: value ^ 128)))


def _lab(image: Image.Image, _little: bool) -> Image.Image:
    """Lab whose a and b begin at 128 already, read as RGB (Adobe's Technical Note 4)."""
    return Image.merge("LAB", image.split())


def _negative(image: Image.Image, _little: bool) -> Image.Image:
    """Deep grey whose zero is white."""
    return ImageChops.invert(image)


def _as_is(image: Image.Image, _little: bool) -> Image.Image:
    return image


_FOUR_BYTES = ("RGBA", "RGBA")
_DEEP_RGB = ("RGB;16L", "RGB;16B")

READINGS: dict[Kind, Reading] = {
    **{Kind(BLACK_IS_ZERO, (16, 16), (extra,)): Reading("RGBA", _FOUR_BYTES, _upper_bytes) for extra in (0, 1, 2)},
    Kind(BLACK_IS_ZERO, (32,)): Reading("RGBA", _FOUR_BYTES, _uppermost_byte),
    Kind(WHITE_IS_ZERO, (16,)): Reading("I;16", ("I;16", "I;16B"), _negative),
    Kind(CIE_LAB, (16, 16, 16)): Reading("RGB", _DEEP_RGB, _signed_lab),
    Kind(ICC_LAB, (16, 16, 16)): Reading("RGB", _DEEP_RGB, _lab),
    Kind(ICC_LAB, (8, 8, 8)): Reading("RGB", ("RGB", "RGB"), _lab),
    Kind(SEPARATED, (8, 8, 8, 8, 8), (1,)): Reading("CMYK", ("CMYKX", "CMYKX"), _as_is),
    Kind(SEPARATED, (8, 8, 8, 8, 8), (2,)): Reading("CMYK", ("CMYKX", "CMYKX"), _as_is),
}


def teach_pillow() -> None:
    """Have Pillow open what READINGS holds; its table's keys begin with byte order, the third is "unsigned"."""
    for kind, reading in READINGS.items():
        for order, raw in zip((b"II", b"MM"), reading.raw, strict=True):
            key = (order, kind.photometric, (1,), 1, kind.bits, kind.extra)
            TiffImagePlugin.OPEN_INFO[key] = (reading.mode, raw)


def prepare_planes(data: Data) -> None:
    """Have the next TIFF read by libtiff where Pillow's own reader takes deep samples in planes for bytes.

    Raises Refusal `unusual_pixels` for planes of a picture that READINGS takes for another.
    """
    photo = _photo_in(data)
    in_planes = photo.number(PLANAR, 1) == SEPARATE_PLANES
    if in_planes and (kind := _kind_in(photo)) in READINGS and len(kind.bits) > 1:
        raise Refusal("unusual_pixels", f"{len(kind.bits)} planes, photometric {kind.photometric}")
    TiffImagePlugin.READ_LIBTIFF = in_planes and max(photo.numbers(BITS), default=1) > 8


def _photo_in(data: Data) -> Directory:
    return directory_at(data, find_pages(data).place)


def as_decoded(image: Image.Image) -> Image.Image:
    """The picture of a TIFF that Pillow has decoded; most are that already."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return image
    reading = READINGS.get(_kind_of(image))
    if reading is None or image.mode != reading.mode:
        return image
    order = OWN_ORDER if image.use_load_libtiff else image.tag_v2.prefix
    return reading.finish(image, order == b"II")


def _kind_of(image: TiffImagePlugin.TiffImageFile) -> Kind:
    bits = image.tag_v2.get(BITS, (1,))
    samples = image.tag_v2.get(SAMPLES, 1)
    extra = image.tag_v2.get(EXTRA, ())
    return Kind(image.tag_v2.get(PHOTOMETRIC, 0), bits * samples if len(bits) == 1 else bits, extra)


def _kind_in(directory: Directory) -> Kind:
    bits, samples = directory.numbers(BITS) or (1,), max(1, min(directory.number(SAMPLES, 1), MAX_VALUES))
    return Kind(
        directory.number(PHOTOMETRIC, 0), bits * samples if len(bits) == 1 else bits[:samples], directory.numbers(EXTRA)
    )


def unread_kind(data: Data) -> str | None:
    """How a sound TIFF's pixels are stored that nothing here reads: `3 x 32 bits, floating point`; None for others."""
    photo = _photo_in(data)
    if not (photo.number(WIDTH, 0) and photo.number(LENGTH, 0) and PHOTOMETRIC in photo.tags):
        return None
    if photo.number(SAMPLES, 1) > MAX_VALUES:
        return None
    kind, compression = _kind_in(photo), photo.number(COMPRESSION, 1)
    formats = tuple(dict.fromkeys(photo.numbers(SAMPLE_FORMAT) or (1,)))
    order = b"II" if data[:1] == b"I" else b"MM"
    is_read = (order, kind.photometric, formats, 1, kind.bits, kind.extra) in TiffImagePlugin.OPEN_INFO
    if is_read and compression in TiffImagePlugin.COMPRESSION_INFO and data[:4] != b"MM\0+":
        return None
    stored = f"{len(kind.bits)} x {kind.bits[0]} bits{_FORMATS.get(formats[0], '')}, photometric {kind.photometric}"
    return f"{stored}, compression {compression}" + (", BigTIFF" if 43 in (data[2], data[3]) else "")
