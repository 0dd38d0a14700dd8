"""The blocks of metadata in a picture file, cut out as bytes and not yet read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from mmap import mmap

Data = mmap | bytes

EXIF_PREFIX = b"Exif\x00\x00"
MAX_BLOCK = 16 * 2**20
"""Bytes of a block that are looked at; genuine ones have less."""
TIFF_HEADS = (b"II*\x00", b"MM\x00*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an extended XMP packet (XMP Specification Part 3, 1.1.3.1): `size` is that of the whole packet."""

    guid: bytes
    size: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file holds; empty where it holds none.

    `exif` is a TIFF structure without prefix. `iim` and `packets` (XMP) stand in the order of the file. `digest` is the
    MD5 that Photoshop took of the IIM block when it wrote the XMP, `manifest` the Content Credentials. `texts` are a
    PNG's, by keyword, and `profile` is the colour profile that it has as a text. `unread` names the damaged blocks.
    """

    exif: bytes = b""
    iim: tuple[bytes, ...] = ()
    digest: bytes = b""
    packets: tuple[bytes, ...] = ()
    pieces: tuple[Piece, ...] = ()
    manifest: bytes = b""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    profile: bytes = b""
    unread: tuple[str, ...] = ()


def is_exif(block: bytes) -> bool:
    """Whether a block, less its prefix, is a TIFF structure."""
    return block.removeprefix(EXIF_PREFIX).startswith(TIFF_HEADS)
