"""Adobe RGB as cameras declare it: in EXIF, without a profile (DCF 2.0 and Exif 2.3).

This small EXIF reader runs on every photo before its pixels are decoded. It reads at most three directories, each once,
and follows no other pointers, so it needs no read budget as `pipelines.metadata.exif` does.
"""

import struct

from pipelines.imaging.icc import write_profile

# Adobe RGB (1998) Color Image Encoding, version 2005-05, annex C.
ADOBE_RGB: bytes = write_profile(
    "Adobe RGB (1998)",
    red=(0.60974, 0.31111, 0.01947),
    green=(0.20528, 0.62567, 0.06087),
    blue=(0.14919, 0.06322, 0.74457),
    curve=563 / 256,
)
"""The profile for a photo that declares Adobe RGB in EXIF and embeds no profile."""

# Cameras' directories have some 40 entries.
MAX_ENTRIES = 1_000

EXIF_IFD, INTEROP_IFD, COLOUR_SPACE, INTEROP_INDEX = 0x8769, 0xA005, 0xA001, 0x0001
# DCF prescribes 65535, "uncalibrated"; 2 is in no standard, but those who write it mean Adobe RGB.
ADOBE, UNCALIBRATED = 2, 0xFFFF

ASCII, SHORT, LONG, IFD = 2, 3, 4, 13
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}

Directory = dict[int, tuple[int, int, bytes]]
"""By tag: type, count, and the four bytes that hold the value or its offset."""


def says_adobe_rgb(exif: bytes) -> bool:
    """Whether an EXIF block (a TIFF structure without the `Exif\\0\\0` prefix) declares Adobe RGB.

    It does so by ColorSpace 65535 with InteroperabilityIndex R03, or by ColorSpace 2. Any other bytes, damaged and
    truncated ones included, give False.
    """
    order = _ORDERS.get(exif[:4])
    if order is None or len(exif) < 8:
        return False
    (first,) = struct.unpack_from(order + "I", exif, 4)
    camera = _directory(exif, order, _number(_directory(exif, order, first), order, EXIF_IFD))
    space = _number(camera, order, COLOUR_SPACE)
    if space != UNCALIBRATED:
        return space == ADOBE
    return _index(_directory(exif, order, _number(camera, order, INTEROP_IFD))) == b"R03"


def _directory(exif: bytes, order: str, at: int | None) -> Directory:
    """The directory at an offset; empty where there is none or it is incomplete."""
    if at is None or at > len(exif) - 2:
        return {}
    (count,) = struct.unpack_from(order + "H", exif, at)
    if count > MAX_ENTRIES or at + 2 + 12 * count > len(exif):
        return {}
    entries = struct.iter_unpack(order + "HHI4s", exif[at + 2 : at + 2 + 12 * count])
    return {tag: (kind, number, value) for tag, kind, number, value in entries}


def _number(directory: Directory, order: str, tag: int) -> int | None:
    """The tag's value if it is a single integer, else None."""
    kind, count, value = directory.get(tag, (0, 0, b""))
    if count != 1 or kind not in (SHORT, LONG, IFD):
        return None
    number: int = struct.unpack_from(order + ("H" if kind == SHORT else "I"), value)[0]
    return number


def _index(directory: Directory) -> bytes:
    """The InteroperabilityIndex, three characters that a zero should follow; empty where there is none."""
    kind, count, value = directory.get(INTEROP_INDEX, (0, 0, b""))
    return value[:3] if kind == ASCII and count in (3, 4) else b""
