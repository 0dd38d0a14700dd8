"""The captions file: a CSV in which an editor writes many captions at once in a spreadsheet, and imports them again.

Written as UTF-8 with BOM (without it German Excel shows `MichaÅ‚`) and commas; read with or without BOM, with commas,
semicolons (as German Excel saves) or tabs. Columns: `photo id`, `filename` and those that the caller names, such as
`order`, `caption_de`, `alt_de` and `credit`. Only fields whose columns are present change; an empty cell empties its
field, except that an empty number leaves it as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.text import clean_line, clean_text

MAX_FILE_BYTES = 8 * 2**20

_ID, _FILENAME = "photo id", "filename"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"
_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside `photo id` and `filename`: `max_length` counts characters, 0 sets no limit."""

    heading: str
    kind: Literal["text", "line", "number"]
    max_length: int = 0


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """A photo as exported: `values` by heading; what is not in it stays empty."""

    id: str
    filename: str
    values: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo of the release, which rows may refer to."""

    id: str
    filename: str


@dataclass(frozen=True, slots=True)
class CaptionChange:
    """What the file changes in one photo, by heading; what `values` lacks stays as it is."""

    photo_id: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellError:
    """A fault and its place: `row` as a spreadsheet counts (the header is 1), `column` by its heading."""

    row: int
    column: str
    message: str


class CaptionErrors(Exception):
    """A captions file that cannot be imported, with all its errors in reading order; nothing was changed."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__(f"{len(errors)} errors in the captions file")
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(f"row {e.row}, {e.column}: {e.message}" for e in self.errors)


def export_captions(rows: Iterable[CaptionRow], columns: Sequence[Column]) -> bytes:
    """The CSV of these photos. Cells a spreadsheet would take for a formula get a leading `'`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    headings = [column.heading for column in columns]
    writer.writerow([_ID, _FILENAME, *headings])
    for row in rows:
        values = [row.values.get(heading) for heading in headings]
        cells = [row.id, row.filename, *("" if value is None else str(value) for value in values)]
        writer.writerow([guard_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def parse_captions(data: bytes, columns: Sequence[Column], known: Sequence[KnownPhoto]) -> list[CaptionChange]:
    """The changes a captions file asks for, one per row that names a photo, in its order.

    A row without id counts only if its filename is unique among `known`. Raises CaptionErrors with every error of the
    file.
    """
    table = _read_table(data)
    reader = _RowReader(_read_header(table[0][1], columns), columns, known)
    changes = [reader.read(number, cells) for number, cells in table[1:] if any(map(str.strip, cells))]
    if reader.errors:
        raise CaptionErrors(reader.errors)
    return [change for change in changes if change]


def guard_cell(cell: str) -> str:
    """The cell, safe from being run as a formula; reversible, for a cell that begins with guards gets one more."""
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def _unguard(cell: str) -> str:
    guarded = cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA)
    return cell[1:] if guarded else cell


def _read_table(data: bytes) -> list[tuple[int, list[str]]]:
    """Numbered rows of cells, the header included; raises CaptionErrors for a file that is no such table."""
    text = _decode(data)
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(enumerate(reader, start=1))
    except csv.Error as error:
        raise _whole_file(f"a quotation mark is out of place: {error}", row=reader.line_num) from None
    rows = [(number, cells) for number, cells in rows if cells]
    if not rows:
        raise _whole_file("the file is empty")
    return rows


def _decode(data: bytes) -> str:
    if len(data) > MAX_FILE_BYTES:
        raise _whole_file("the file is too large for a list of captions")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _whole_file(
            "the file is not UTF-8, so umlauts would be lost: save it in Excel as "
            "“CSV UTF-8 (Comma delimited)” and import it again"
        ) from None


def _whole_file(message: str, row: int = 1) -> CaptionErrors:
    return CaptionErrors([CellError(row, "file", message)])


def _read_header(cells: list[str], known: Sequence[Column]) -> list[str]:
    """The headings of the file, in its order; raises CaptionErrors for one that is unknown, doubled or missing."""
    columns = [cell.strip().lower() for cell in cells]
    allowed = {_ID, _FILENAME, *(column.heading for column in known)}
    errors = [
        CellError(1, column, f"no such column; there are {', '.join(sorted(allowed))}")
        for column in columns
        if column and column not in allowed
    ]
    errors += [
        CellError(1, column, "this column is there more than once")
        for column, count in Counter(filter(None, columns)).items()
        if count > 1
    ]
    if not {_ID, _FILENAME} & set(columns):
        errors.append(CellError(1, _ID, f"one of the columns “{_ID}” and “{_FILENAME}” is needed"))
    if errors:
        raise CaptionErrors(errors)
    return columns


class _RowReader:
    """Reads one row after another and collects all errors."""

    def __init__(self, headings: list[str], columns: Sequence[Column], known: Sequence[KnownPhoto]) -> None:
        self.errors: list[CellError] = []
        self._headings = headings
        self._columns = [column for column in columns if column.heading in headings]
        self._known = {photo.id for photo in known}
        self._named: dict[str, list[str]] = {}
        for photo in known:
            self._named.setdefault(photo.filename.strip(), []).append(photo.id)
        self._rows: dict[str, int] = {}

    def read(self, number: int, cells: list[str]) -> CaptionChange | None:
        before = len(self.errors)
        row = self._cells(number, cells)
        photo_id = self._photo(number, row)
        values = {column.heading: self._value(number, column, row[column.heading]) for column in self._present(row)}
        given = {heading: value for heading, value in values.items() if value is not None}
        change = CaptionChange(photo_id or "", given)
        return change if len(self.errors) == before else None

    def _cells(self, number: int, cells: list[str]) -> dict[str, str]:
        extra = [cell for cell in cells[len(self._headings) :] if cell.strip()]
        if extra:
            self._complain(number, "file", f"more cells than columns: {extra[0][:40]!r} has no heading")
        # Spreadsheets drop trailing empty cells, so a short row changes only the cells it has.
        row = {column: _unguard(cell) for column, cell in zip(self._headings, cells, strict=False) if column}
        for column in self._present(row):
            if column.max_length and len(row[column.heading]) > column.max_length:
                self._complain(number, column.heading, f"longer than {column.max_length} characters")
        return row

    def _photo(self, number: int, row: Mapping[str, str]) -> str | None:
        photo_id = row.get(_ID, "").strip()
        if photo_id and photo_id not in self._known:
            self._complain(number, _ID, f"no photo {photo_id!r} in this release")
            return None
        found = photo_id or self._by_filename(number, row.get(_FILENAME, "").strip())
        if found and (first := self._rows.setdefault(found, number)) != number:
            column = _ID if photo_id else _FILENAME
            self._complain(number, column, f"the same photo as in row {first}")
        return found

    def _by_filename(self, number: int, filename: str) -> str | None:
        if not filename:
            self._complain(number, _ID, "neither photo id nor filename")
            return None
        candidates = self._named.get(filename, [])
        if len(candidates) == 1:
            return candidates[0]
        message = (
            f"{len(candidates)} photos are named {filename!r}, give the photo id: {', '.join(candidates)}"
            if candidates
            else f"no photo is named {filename!r} in this release"
        )
        self._complain(number, _FILENAME, message)
        return None

    def _present(self, row: Mapping[str, str]) -> list[Column]:
        return [column for column in self._columns if column.heading in row]

    def _value(self, number: int, column: Column, cell: str) -> str | int | None:
        """A cell as its column keeps it; None for a number that is not given."""
        match column.kind:
            case "number":
                return self._number(number, column, cell.strip())
            case "line":
                return clean_line(cell)
            case "text":
                return clean_text(cell)

    def _number(self, number: int, column: Column, text: str) -> int | None:
        if not text:
            return None
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        self._complain(number, column.heading, f"{text[:40]!r} is no whole number from 1")
        return None

    def _complain(self, number: int, column: str, message: str) -> None:
        self.errors.append(CellError(number, column, message))
