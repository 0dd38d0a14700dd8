"""PNG: `eXIf`, XMP in iTXt, and the raw profiles that ImageMagick writes as text, before and after the pixels.

A raw profile (`Raw profile type exif`, `iptc`, `xmp`, `8bim`, `APP1`, `icc`) is a line with its name, one with its
length, and lines of hexadecimal digits.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.metadata.containers.blocks import EXIF_PREFIX, MAX_BLOCK, Blocks, Data, is_exif
from pipelines.metadata.containers.jpeg import XMP_PREFIX
from pipelines.metadata.containers.photoshop import HEADER, SIGNATURE, photoshop_blocks

MAX_TEXT = MAX_BLOCK
"""Bytes of one text or colour profile, unpacked."""
MAX_TEXTS = 4 * MAX_TEXT
"""Bytes of all texts of a file, unpacked."""

# libpng writes a chunk for every 8 KB, so the largest file allowed has 37,000.
MAX_CHUNKS = 50_000

_MAGIC = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp"
KEYWORDS = frozenset({b"Title", b"Author", b"Description", b"Copyright", b"Creation Time", b"Software"})
_ICC = b"acsp"  # ICC.1, 7.2.11
_RAW = b"raw profile type "
_DIGITS = re.compile(rb"[0-9A-Fa-f]*")
_RAW_HEAD = re.compile(rb"\s*[^\n]*\n\s*\d+\s")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the chunks hold so far; what a chunk of its own says goes before a raw profile."""

    exif: list[bytes] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    raw_exif: list[bytes] = field(default_factory=list)
    raw_packets: list[bytes] = field(default_factory=list)
    resources: list[bytes] = field(default_factory=list)
    iim: list[bytes] = field(default_factory=list)
    manifests: list[bytes] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    profiles: list[bytes] = field(default_factory=list)


def png_blocks(data: Data) -> Blocks:
    """The blocks of a PNG; raises ValueError for what is none, or for texts beyond `MAX_TEXTS`."""
    if data[:8] != _MAGIC:
        raise ValueError("not a PNG")
    found, left = _Found(), MAX_TEXTS
    for name, start, end in _chunks(data):
        if name == b"eXIf":
            found.exif.append(data[start : min(end, start + MAX_BLOCK)].removeprefix(EXIF_PREFIX))
        elif name == b"caBX":
            found.manifests.append(data[start : min(end, start + MAX_BLOCK)])
        elif name in (b"tEXt", b"zTXt", b"iTXt"):
            keyword, text = _text(name, data[start : min(end, start + MAX_BLOCK)])
            left -= len(text)
            if left < 0:
                raise ValueError("more text than any picture has")
            _keep(found, keyword, text)
    copied = photoshop_blocks(found.resources)
    return Blocks(
        exif=next(iter(found.exif + found.raw_exif), b""),
        iim=tuple(found.iim) or copied.iim,
        digest=copied.digest,
        packets=tuple(found.packets or found.raw_packets) or copied.packets,
        manifest=next(iter(found.manifests), b""),
        texts=found.texts,
        profile=next(iter(found.profiles), b""),
        unread=tuple(found.unread),
    )


def _chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of the content of each chunk (ISO 15948 5.3)."""
    at = len(_MAGIC)
    for _ in range(MAX_CHUNKS):
        name = data[at + 4 : at + 8]
        if len(name) < 4 or name == b"IEND":
            return
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        yield name, at + 8, end
        at = end + 4


def _text(name: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Keyword and text; the text only of keywords that hold metadata, so that no other is unpacked."""
    keyword, _, rest = content.partition(b"\0")
    if keyword not in KEYWORDS and keyword != _XMP and not keyword.lower().startswith(_RAW):
        return keyword, b""
    zipped = name == b"zTXt"
    if name == b"iTXt":
        zipped = rest[:1] == b"\1"
        rest = rest[2:].split(b"\0", 2)[-1]  # less language and translated keyword
    elif zipped:
        rest = rest[1:]
    return keyword, _unpacked(rest) if zipped else rest[:MAX_TEXT]


def _unpacked(packed: bytes) -> bytes:
    """The text, or what there is of a damaged one; never more than `MAX_TEXT`."""
    try:
        return zlib.decompressobj().decompress(packed, MAX_TEXT)
    except zlib.error:
        return b""


def _keep(found: _Found, keyword: bytes, text: bytes) -> None:
    if keyword == _XMP:
        found.packets.append(text)
    elif keyword in KEYWORDS:
        found.texts[keyword.decode()] = text
    elif keyword.lower().startswith(_RAW):
        try:
            profile, is_whole = _profile(text)
            _keep_profile(found, profile)
        except ValueError:
            is_whole = False
        if not is_whole:
            found.unread.append(keyword.decode("ascii", "replace"))


def _profile(text: bytes) -> tuple[bytes, bool]:
    """A raw profile's bytes up to what is no pair of hexadecimal digits, and whether they are all of it.

    Raises ValueError where there are none.
    """
    head = _RAW_HEAD.match(text)
    digits = text[head.end() :].translate(None, b" \t\r\n").rstrip(b"\0") if head else b""
    found = _DIGITS.match(digits)
    end = found.end() // 2 * 2 if found else 0
    if not end:
        raise ValueError("not a raw profile")
    return bytes.fromhex(digits[:end].decode()), end == len(digits)


def _keep_profile(found: _Found, profile: bytes) -> None:
    """Keep a raw profile by what it contains: programs differ in the names."""
    if is_exif(profile):
        found.raw_exif.append(profile.removeprefix(EXIF_PREFIX))
    elif profile.startswith((HEADER, SIGNATURE)):
        found.resources.append(profile.removeprefix(HEADER))
    elif profile.startswith(b"\x1c"):
        found.iim.append(profile)
    elif profile[36:40] == _ICC:
        found.profiles.append(profile)
    elif b"<" in profile[:200]:
        found.raw_packets.append(profile.removeprefix(XMP_PREFIX))
