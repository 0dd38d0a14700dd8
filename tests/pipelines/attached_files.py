"""Attachments, made by code: whole files of each kind, as small as they can be."""

from __future__ import annotations

from itertools import count

from pipelines.live_photos import IDENTIFIER

_count = count(1)


def pdf() -> bytes:
    """A page without anything on it, with bytes that no other has."""
    head = b"%%PDF-1.4\n%% page %d\n" % next(_count)
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    )
    return head + objects + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n"


def mp4(brand: bytes = b"isom") -> bytes:
    """The boxes of a film that shows nothing."""
    return (
        box(b"ftyp", brand + b"\0\0\2\0" + brand + b"mp41")
        + box(b"moov", box(b"mvhd", bytes(100)))
        + box(b"mdat", b"%d" % next(_count))
    )


def quicktime() -> bytes:
    """The same as QuickTime has it."""
    return mp4(b"qt  ")


def live_part(identifier: bytes = b"B7A5C6D0-11F2-4A62-9D4C-0A4C9D0E6B11", key: bytes = IDENTIFIER) -> bytes:
    """The film beside a live photo, as phones write it: its keys, and the identifier that photo and film share."""
    keys = b"".join((8 + len(name)).to_bytes(4) + b"mdta" + name for name in (b"com.apple.quicktime.make", key))
    values = (b"Apple", identifier)
    texts = [box(n.to_bytes(4), box(b"data", b"\0\0\0\1\0\0\0\0" + value)) for n, value in enumerate(values, 1)]
    handler = box(b"hdlr", bytes(8) + b"mdta" + bytes(14))
    metadata = handler + box(b"keys", bytes(4) + (2).to_bytes(4) + keys) + box(b"ilst", b"".join(texts))
    return (
        box(b"ftyp", b"qt  \0\0\0\0qt  ")
        + box(b"mdat", b"%d" % next(_count))
        + box(b"moov", box(b"mvhd", bytes(100)) + box(b"meta", metadata))
    )


def webm() -> bytes:
    """An EBML header and a segment without clusters."""
    header = b"\x42\x82" + b"\x84webm"
    body = b"%d" % next(_count)
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + _segment(body)


def _segment(body: bytes) -> bytes:
    return b"\x18\x53\x80\x67" + bytes([0x80 | len(body)]) + body


def box(kind: bytes, body: bytes) -> bytes:
    """A box of ISO 14496-12."""
    return (8 + len(body)).to_bytes(4) + kind + body
