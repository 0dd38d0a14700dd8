"""Whether an attachment's bytes are what its name claims, and whether they are all there.

The chamber asks, and the gateway for cameras, which must tell a whole file from a cut one. It looks at what a file
begins and ends with and at the sizes that its outermost parts declare. It decodes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from pipelines.attachments import MP4, PDF, QUICKTIME, WEBM
from pipelines.refusal import Refusal
from pipelines.source import Source, open_raw, size_of

_BUFFER = 512  # little is read of each part
_TAIL = 2048
_MAX_BOXES = 200_000
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_DOC_TYPE = b"\x42\x82"
_HEADER = 4096
# Brands (ISO 14496-12 4.3) of pictures and sounds, which are no videos.
_OTHER_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"crx "}
    | {b"M4A ", b"M4B ", b"M4P ", b"jp2 ", b"jpx ", b"jxl "}
)
# What a QuickTime file from before there were brands begins with.
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


def check_bytes(source: Source, media_type: str) -> None:
    """Raise Refusal unless this is a whole file of that media type."""
    size = size_of(source)
    if not size:
        raise Refusal("empty")
    with io.BufferedReader(open_raw(source), _BUFFER) as file:
        _CHECKS[media_type](file, size)


def _check_pdf(file: BinaryIO, size: int) -> None:
    head = file.read(8)
    if not (head.startswith(b"%PDF-") and head[5:6].isdigit()):
        raise Refusal("not_as_named", "no PDF")
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read(_TAIL):
        raise Refusal("breaks_off", "no end of the document")


def _check_mp4(file: BinaryIO, size: int) -> None:
    kind, brand = _first_box(file)
    if kind != b"ftyp" or brand == b"qt  " or brand in _OTHER_BRANDS:
        raise Refusal("not_as_named", f"no MP4: {kind!r} {brand!r}")
    _check_boxes(file, size)


def _check_quicktime(file: BinaryIO, size: int) -> None:
    kind, brand = _first_box(file)
    if not (kind == b"ftyp" and brand == b"qt  ") and kind not in _OLD_QUICKTIME:
        raise Refusal("not_as_named", f"no QuickTime: {kind!r} {brand!r}")
    _check_boxes(file, size)


def _first_box(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(12)
    return head[4:8], head[8:12]


def _check_boxes(file: BinaryIO, size: int) -> None:
    """The boxes must fill the file, and one of them must describe the film."""
    if b"moov" not in set(_boxes(file, size)):
        raise Refusal("breaks_off", "nothing describes the film")


def _boxes(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The types of the outermost boxes (ISO 14496-12 4.2), and nothing of what is in them."""
    at = 0
    for _n in range(_MAX_BOXES):
        if size - at < 8:
            return
        file.seek(at)
        head = file.read(16)
        length, kind, least = int.from_bytes(head[:4]), head[4:8], 8
        if length == 1:
            length, least = int.from_bytes(head[8:16]), 16
        elif length == 0:
            length = size - at  # to the end of the file
        if length < least or at + length > size:
            raise Refusal("breaks_off", f"{kind!r} at {at} says {length} bytes")
        yield kind
        at += length
    raise Refusal("not_as_named", "more parts than any film has")


def _check_webm(file: BinaryIO, size: int) -> None:
    """An EBML header with the document type `webm`, then a segment (RFC 8794, RFC 9559)."""
    head = file.read(_HEADER)
    length, start = _vint(head, 4)
    end = start + (length or 0)
    if not head.startswith(_EBML) or length is None or end > _HEADER or not _says_webm(head[start:end]):
        raise Refusal("not_as_named", "no WebM")
    if head[end : end + 4] != _SEGMENT:
        raise Refusal("breaks_off", "no segment")
    length, start = _vint(head, end + 4)
    if length is not None and start + length > size:
        raise Refusal("breaks_off", f"the segment says {length} bytes")


def _says_webm(header: bytes) -> bool:
    at = header.find(_DOC_TYPE)
    length, start = _vint(header, at + 2) if at >= 0 else (None, 0)
    return length is not None and header[start : start + length].rstrip(b"\0") == b"webm"


def _vint(data: bytes, at: int) -> tuple[int | None, int]:
    """A number of variable length and where it ends; None for one that is not known or not there."""
    if at >= len(data) or not data[at]:
        return None, at
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width]) & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), at + width


_CHECKS = {PDF: _check_pdf, MP4: _check_mp4, QUICKTIME: _check_quicktime, WEBM: _check_webm}
