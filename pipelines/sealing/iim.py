"""The IIM block of a JPEG, for old programs: texts are cut to IIM's lengths, XMP beside it holds them whole.

Data sets and lengths in bytes: IPTC-NAA Information Interchange Model 4.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipelines.sealing.fields import SealedFields
from pipelines.text import cut_bytes

_UTF8 = b"\x1b%G"


def build_iim(fields: SealedFields) -> bytes:
    """The block in UTF-8, which 1:90 declares, every text cut between characters; same fields, same bytes."""
    sets = b"".join(_set(2, number, raw) for number, raw in _texts(fields))
    return _set(1, 90, _UTF8) + _set(2, 0, b"\x00\x04") + sets


def _texts(f: SealedFields) -> Iterator[tuple[int, bytes]]:
    rows = [
        (5, 64, f.title),
        *((25, 64, keyword) for keyword in f.keywords),
        (40, 256, f.instructions),
        (55, 8, f.date_taken.strftime("%Y%m%d").rjust(8, "0") if f.date_taken else ""),
        (60, 11, f.date_taken.strftime("%H%M%S") + f.utc_offset.replace(":", "") if f.date_taken else ""),
        (80, 32, f.creator),
        (90, 32, f.city),
        (92, 32, f.sublocation),
        (100, 3, f.country_code if len(f.country_code) == 3 else ""),
        (101, 64, f.country),
        (105, 256, f.default_text(f.headlines)),
        (110, 32, f.credit),
        (116, 128, f.copyright),
        (120, 2000, f.default_text(f.captions)),
    ]
    for number, size, text in rows:
        if raw := cut_bytes(text, size):
            yield number, raw


def _set(record: int, number: int, raw: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(raw)) + raw
