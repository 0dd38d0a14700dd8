"""EXIF through exifread, within a budget of reads.

exifread trusts the file's own pointers: 60 KB of pointers that point at each other keep it busy for over a minute.
Every entry costs it a read, so limiting the reads limits the time, without a clock.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import exifread

from pipelines.metadata.charsets import decode
from pipelines.metadata.containers.blocks import EXIF_PREFIX
from pipelines.metadata.dates import DAY, read_date, read_offset
from pipelines.metadata.exposure import read_exposure
from pipelines.metadata.findings import Findings, read_caption, read_line, read_words
from pipelines.metadata.junk import is_junk, is_nobody
from pipelines.metadata.picks import read_percent, read_rating
from pipelines.metadata.source_types import SOURCE_TYPES

MAX_READS = 50_000  # reading a camera's EXIF takes a few hundred
MAX_BYTES = 8 * 2**20

_DATES = (
    ("EXIF DateTimeOriginal", "EXIF OffsetTimeOriginal"),
    ("EXIF DateTimeDigitized", "EXIF OffsetTimeDigitized"),
    ("Image DateTime", "EXIF OffsetTime"),
)

# What people type into the file's properties in Windows; no camera writes them. They count behind the tags of EXIF.
_WINDOWS = ("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject")

_RATING_PERCENT = "Image Tag 0x4749"  # exifread has no name for it


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
    (taken, offset), (digitised, digitised_offset) = _dates(tags)
    windows = {name: _windows_text(tags, name) for name in _WINDOWS}
    caption = _first_caption([_text(tags, "Image ImageDescription"), windows["XPComment"], windows["XPSubject"]])
    artist, author = read_line(_text(tags, "Image Artist")), read_line(windows["XPAuthor"].replace(";", ", "))
    return Findings(
        creator=author if author and is_nobody(artist) else artist,
        copyright=read_line(_text(tags, "Image Copyright")),
        captions={"x-default": caption} if caption else {},
        title=read_line(windows["XPTitle"]),
        keywords=read_words(windows["XPKeywords"].split(";")),
        taken=taken,
        utc_offset=offset,
        digitised=digitised,
        digitised_offset=digitised_offset,
        camera_make=read_line(_text(tags, "Image Make")),
        camera_model=read_line(_text(tags, "Image Model")),
        lens=read_line(_text(tags, "EXIF LensModel")),
        exposure=read_exposure(tags),
        camera_serial=read_line(_text(tags, "EXIF BodySerialNumber")),
        # Only a camera writes an exposure time; scanners and programs do not.
        digital_source_type=SOURCE_TYPES + "digitalCapture" if "EXIF ExposureTime" in tags else "",
        programs=tuple(filter(None, [read_line(_text(tags, "Image Software"))])),
        orientation=_orientation(tags),
        rating=read_rating(str(tags.get("Image Rating", ""))) or read_percent(str(tags.get(_RATING_PERCENT, ""))),
    )


def _first_caption(texts: Sequence[str]) -> str:
    """The first text that no camera wrote; the first of all where each is junk, for the remarks on it."""
    read = list(filter(None, map(read_caption, texts)))
    return next((text for text in read if not is_junk(text, coded=True)), next(iter(read), ""))


def _dates(tags: Mapping[str, Any]) -> list[tuple[str, str]]:
    """When the photo was taken and when it was digitised, each with its offset.

    `DateTime`, when the file was changed, stands in for the latter: some phones write nothing else. An offset belongs
    to the date of its own tag, and to one that says the same.
    """
    read = [(read_date(_text(tags, date))[0], read_offset(_text(tags, offset))) for date, offset in _DATES]
    taken, digitised = read[0], next((pair for pair in read[1:] if pair[0]), ("", ""))
    borrowed = next((offset for date, offset in read if offset and date in ("", taken[0])), "")
    dates = [(taken[0], taken[1] or borrowed), digitised]
    return [(date, offset if len(date) > DAY else "") for date, offset in dates]


def _orientation(tags: Mapping[str, Any]) -> int | None:
    values = getattr(tags.get("Image Orientation"), "values", None)
    return values[0] if isinstance(values, list) and values and values[0] in range(1, 9) else None


def _windows_text(tags: Mapping[str, Any], name: str) -> str:
    """A text that Windows' Explorer wrote, in UTF-16 as bytes."""
    value = getattr(tags.get(f"Image {name}"), "values", None)
    if not isinstance(value, list) or not all(isinstance(number, int) and 0 <= number < 256 for number in value):
        return ""
    return bytes(value).decode("utf-16-le", errors="ignore").partition("\0")[0]


def _text(tags: Mapping[str, Any], name: str) -> str:
    """A text tag; where exifread returns bytes, they are not UTF-8, or cut, and numbers where its type is no text."""
    value = getattr(tags.get(name), "values", "")
    if isinstance(value, list) and all(isinstance(number, int) and 0 <= number < 256 for number in value):
        value = bytes(value).partition(b"\0")[0]
    if isinstance(value, bytes):
        return decode(value)
    return value if isinstance(value, str) else ""
