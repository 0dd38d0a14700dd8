"""The IIM block of a JPEG, for old programs: texts are cut to IIM's lengths, XMP beside it holds them whole.

Data sets and lengths in bytes: IPTC-NAA Information Interchange Model 4.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from operator import itemgetter

from pipelines.metadata.dates import SECOND
from pipelines.sealing.fields import TAGS, SealedFields
from pipelines.sealing.tags import DataSet
from pipelines.text import cut_bytes

_UTF8 = b"\x1b%G"


def build_iim(fields: SealedFields) -> bytes:
    """The block in UTF-8, which 1:90 declares, every text cut between characters; same fields, same bytes."""
    sets = b"".join(_set(2, number, raw) for number, raw in _texts(fields))
    return _set(1, 90, _UTF8) + _set(2, 0, b"\x00\x04") + sets


def _texts(fields: SealedFields) -> Iterator[tuple[int, bytes]]:
    """The data sets that hold something, by number."""
    rows = [*_dates(fields), *(row for name, tags in TAGS.items() if tags.iim for row in _rows(name, tags.iim, fields))]
    for number, size, text in sorted(rows, key=itemgetter(0)):
        if raw := cut_bytes(text, size):
            yield number, raw


def _rows(name: str, data_set: DataSet, fields: SealedFields) -> Iterator[tuple[int, int, str]]:
    value = getattr(fields, name)
    texts = value if isinstance(value, tuple) else (fields.default_text(value) if isinstance(value, dict) else value,)
    for text in texts:
        if not data_set.exact or len(text) == data_set.size:
            yield data_set.number, data_set.size, text


def _dates(fields: SealedFields) -> Iterator[tuple[int, int, str]]:
    """Day and time of the picture, a data set each; an unknown month or day is 00, an unknown time is left out."""
    day, _, clock = (fields.date_taken or "").partition("T")
    if day:
        yield 55, 8, day.replace("-", "").ljust(8, "0")
    if len(fields.date_taken or "") == SECOND:
        yield 60, 11, clock.replace(":", "") + fields.utc_offset.replace(":", "")


def _set(record: int, number: int, raw: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(raw)) + raw
