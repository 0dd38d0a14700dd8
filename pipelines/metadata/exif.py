"""EXIF through exifread, within a budget of reads.

exifread trusts the file's own pointers: 60 KB of pointers that point at each other keep it busy for over a minute.
Every entry costs it a read, so limiting the reads limits the time, without a clock.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import exifread

from pipelines.metadata.charsets import decode
from pipelines.metadata.containers.blocks import EXIF_PREFIX
from pipelines.metadata.findings import SOURCE_TYPES, Findings, read_caption, read_date, read_line, read_offset

MAX_READS = 50_000  # reading a camera's EXIF takes a few hundred
MAX_BYTES = 8 * 2**20


class ReadBudgetError(Exception):
    """Reading took more than any genuine file needs."""


class BudgetedFile(io.BufferedReader):
    """A file that allows `MAX_READS` reads and `MAX_BYTES` in all, and then raises `ReadBudgetError`."""

    def __init__(self, file: io.BytesIO | io.RawIOBase) -> None:
        super().__init__(file)
        self._reads = 0
        self._bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any file does, within the budget; never allocates more than the budget has left."""
        left = MAX_BYTES + 1 - self._bytes
        data = super().read(left if size is None or size < 0 else min(size, left))
        self._reads += 1
        self._bytes += len(data)
        if self._reads > MAX_READS or self._bytes > MAX_BYTES:
            raise ReadBudgetError(f"{self._reads} reads, {self._bytes} bytes")
        return data


def read_exif_block(block: bytes) -> Findings:
    """The findings in a picture's EXIF block, with or without its `Exif\\0\\0` prefix; raises as `read_exif` does."""
    return read_exif(io.BytesIO(block.removeprefix(EXIF_PREFIX)))


def read_exif(file: io.BytesIO | io.RawIOBase) -> Findings:
    """The findings in a TIFF structure, which is an EXIF block or a TIFF file.

    Raises whatever exifread raises over damaged ones, and ReadBudgetError over endless ones.
    """
    tags = exifread.process_file(BudgetedFile(file), details=False, extract_thumbnail=False, builtin_types=False)
    taken, offset = _taken(tags)
    caption = read_caption(_text(tags, "Image ImageDescription"))
    return Findings(
        creator=read_line(_text(tags, "Image Artist")),
        copyright=read_line(_text(tags, "Image Copyright")),
        captions={"x-default": caption} if caption else {},
        taken=taken,
        utc_offset=offset,
        camera_make=read_line(_text(tags, "Image Make")),
        camera_model=read_line(_text(tags, "Image Model")),
        lens=read_line(_text(tags, "EXIF LensModel")),
        # Only a camera writes an exposure time; scanners and programs do not.
        digital_source_type=SOURCE_TYPES + "digitalCapture" if "EXIF ExposureTime" in tags else "",
        orientation=_orientation(tags),
    )


def _taken(tags: Mapping[str, Any]) -> tuple[Any, str]:
    """When the photo was taken, else when it was digitised, and the offset; `DateTime` is when the file was changed."""
    for tag, offset_tag in (
        ("EXIF DateTimeOriginal", "EXIF OffsetTimeOriginal"),
        ("EXIF DateTimeDigitized", "EXIF OffsetTimeDigitized"),
    ):
        taken, _ = read_date(_text(tags, tag))
        if taken:
            return taken, read_offset(_text(tags, offset_tag))
    return None, ""


def _orientation(tags: Mapping[str, Any]) -> int | None:
    values = getattr(tags.get("Image Orientation"), "values", None)
    return values[0] if isinstance(values, list) and values and values[0] in range(1, 9) else None


def _text(tags: Mapping[str, Any], name: str) -> str:
    """A text tag; where exifread returns bytes, they are not UTF-8, or cut."""
    value = getattr(tags.get(name), "values", "")
    if isinstance(value, bytes):
        return decode(value)
    return value if isinstance(value, str) else ""
