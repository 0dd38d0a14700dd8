"""Metadata in an AVIF's boxes: items of their own at the end, and no layout but the one we write."""

import struct

import pytest

from pipelines.sealing.avif import splice_avif
from tests.pipelines.coded_pictures import scan_of
from tests.pipelines.sealing.sealed_files import render

XMP, EXIF = b"<x:xmpmeta/>", b"MM\x00*\x00\x00\x00\x08"


def boxes(data: bytes) -> dict[bytes, bytes]:
    """Bodies by kind."""
    found, at = {}, 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found[kind] = data[at + 8 : at + size]
        at += size
    return found


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


@pytest.mark.parametrize("kind", ["avif", "avif-alpha"])
def test_every_item_lies_where_the_table_says(kind: str) -> None:
    pixels, _ = render(kind)
    spliced = splice_avif(pixels, xmp=XMP, exif=EXIF)
    table = boxes(boxes(spliced)[b"meta"][4:])[b"iloc"]
    rows = [struct.unpack_from(">HHHII", table, at) for at in range(8, len(table), 14)]
    exif, xmp = (spliced[offset : offset + length] for *_, offset, length in rows[-2:])
    assert (exif, xmp) == (b"\x00\x00\x00\x00" + EXIF, XMP)
    assert scan_of(spliced) == scan_of(pixels)
    assert rows[-1][3] + rows[-1][4] == len(spliced)


def without_mdat(pixels: bytes) -> bytes:
    parts = boxes(pixels)
    return box(b"ftyp", parts[b"ftyp"]) + box(b"meta", parts[b"meta"])


def with_pieces(pixels: bytes) -> bytes:
    """An item said to lie in two pieces."""
    at = pixels.index(b"iloc") + 4
    return pixels[: at + 13] + b"\x02" + pixels[at + 14 :]


def test_another_layout_is_refused() -> None:
    pixels, _ = render("avif")
    sealed = splice_avif(pixels, xmp=XMP, exif=EXIF)
    strangers = [
        sealed,
        pixels + box(b"free", b""),
        pixels + box(b"mdat", b""),
        pixels[:-1],
        without_mdat(pixels),
        with_pieces(pixels),
        pixels.replace(b"iloc\x00\x00\x00\x00\x44", b"iloc\x00\x00\x00\x00\x88"),
        b"",
    ]
    for stranger in strangers:
        with pytest.raises(ValueError, match="our own"):
            splice_avif(stranger, xmp=XMP, exif=EXIF)
