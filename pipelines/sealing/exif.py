"""The EXIF block: what viewers and operating systems that read nothing else show."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from pipelines.sealing.fields import SealedFields

_ASCII, _LONG, _UNDEFINED = 2, 4, 7
_EXIF_POINTER = 0x8769
_HEADER = b"MM\x00*\x00\x00\x00\x08"


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    count: int
    data: bytes


def build_exif(fields: SealedFields) -> bytes:
    """A big-endian TIFF block without the JPEG's `Exif\\0\\0` prefix; same fields, same bytes."""
    main = _texts(
        {
            0x010E: fields.default_text(fields.captions),
            0x010F: fields.camera_make,
            0x0110: fields.camera_model,
            0x013B: fields.creator,
            0x8298: fields.copyright,
        }
    )
    # The directory's size does not depend on where the pointer points, so a first build measures it.
    detail_at = len(_HEADER) + len(_directory([*main, _pointer(0)], len(_HEADER)))
    directory = _directory([*main, _pointer(detail_at)], len(_HEADER))
    return _HEADER + directory + _directory(_detail(fields), detail_at)


def _detail(fields: SealedFields) -> list[_Entry]:
    taken = fields.date_taken.strftime("%Y:%m:%d %H:%M:%S") if fields.date_taken else ""
    texts = {
        0x9003: taken.rjust(19, "0") if taken else "",
        0x9011: fields.utc_offset if taken else "",
        0xA420: _unique_id(fields.guid),
        0xA434: fields.lens,
    }
    return [_Entry(0x9000, _UNDEFINED, 4, b"0232"), *_texts(texts)]


def _texts(texts: dict[int, str]) -> list[_Entry]:
    """Text entries; UTF-8 in the ASCII type, as every reader takes it (EXIF 3.0's own type 129 few know)."""
    raw = {tag: text.encode() + b"\x00" for tag, text in texts.items() if text}
    return [_Entry(tag, _ASCII, len(data), data) for tag, data in raw.items()]


def _pointer(offset: int) -> _Entry:
    return _Entry(_EXIF_POINTER, _LONG, 1, struct.pack(">I", offset))


def _unique_id(guid: str) -> str:
    """The GUID as ImageUniqueID, which holds exactly 32 hexadecimal digits; else nothing."""
    digits = guid.lower().removeprefix("urn:uuid:").replace("-", "")
    return digits if re.fullmatch(r"[0-9a-f]{32}", digits) else ""


def _directory(entries: list[_Entry], start: int) -> bytes:
    """An IFD at `start` with its long values behind it, padded to even offsets."""
    entries = sorted(entries, key=lambda entry: entry.tag)
    values_at = start + 2 + 12 * len(entries) + 4
    table, values = b"", b""
    for entry in entries:
        inline = entry.data.ljust(4, b"\x00")
        if len(inline) > 4:
            inline = struct.pack(">I", values_at + len(values))
            values += entry.data + b"\x00" * (len(entry.data) % 2)
        table += struct.pack(">HHI", entry.tag, entry.kind, entry.count) + inline
    return struct.pack(">H", len(entries)) + table + b"\x00" * 4 + values
