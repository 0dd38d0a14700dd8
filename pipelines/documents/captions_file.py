"""The captions file: a table in which an editor writes many captions at once in a spreadsheet, and imports them again.

Written as CSV or .xlsx and read as `table` says. Columns: `photo id`, `filename` and those that the caller names, such
as `order`, `caption_de`, `alt_de` and `credit`. Only fields whose columns are present change; an empty cell empties its
field, except that an empty number leaves it as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.documents.cells import Spoilt, TableError, became_number, find_damage, unguard_cell
from pipelines.documents.csv_table import write_csv
from pipelines.documents.table import read_table
from pipelines.documents.workbook import write_workbook
from pipelines.names import stem_of
from pipelines.sentences import Sentence, quoted, say
from pipelines.text import clean_line, clean_text

TableFormat = Literal["csv", "xlsx"]

_ID, _FILENAME = "photo id", "filename"
_FOLDERS = re.compile(r".*[\\/]", re.DOTALL)
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
    """A photo of the release, which rows may refer to, and what its fields hold now, by heading."""

    id: str
    filename: str
    values: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaptionChange:
    """What a row of the file changes in one photo, by heading; what `values` lacks stays as it is."""

    photo_id: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CellError:
    """A fault and its place: `row` as a spreadsheet counts (the header is 1), `column` by its heading."""

    row: int
    column: str
    message: str

    @property
    def sentence(self) -> Sentence:
        """With its place."""
        return say("row %(row)s, %(column)s: %(message)s", row=self.row, column=self.column, message=self.message)


class CaptionErrors(Exception):
    """A captions file that cannot be imported, with all its errors in reading order; nothing was changed."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__(f"{len(errors)} errors in the captions file")
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(error.sentence for error in self.errors)


def export_captions(rows: Iterable[CaptionRow], columns: Sequence[Column], kind: TableFormat = "csv") -> bytes:
    """The table of these photos; no cell is one that a spreadsheet would run. TableError for what .xlsx cannot hold."""
    headings = [column.heading for column in columns]
    table: list[list[str | int]] = [[_ID, _FILENAME, *headings]]
    for row in rows:
        values = [row.values.get(heading) for heading in headings]
        table.append([row.id, row.filename, *("" if value is None else value for value in values)])
    return write_workbook(table) if kind == "xlsx" else write_csv([str(cell) for cell in row] for row in table)


def parse_captions(data: bytes, columns: Sequence[Column], known: Sequence[KnownPhoto]) -> list[CaptionChange]:
    """The changes a captions file asks for, one per row that names a photo, in its order.

    A row without id counts only if its filename is unique among `known`. Raises CaptionErrors with every error of the
    file.
    """
    changes, errors = read_captions(data, columns, known)
    if errors:
        raise CaptionErrors(errors)
    return changes


def read_captions(
    data: bytes, columns: Sequence[Column], known: Sequence[KnownPhoto]
) -> tuple[list[CaptionChange], list[CellError]]:
    """The changes of the sound rows, and the errors of the others; raises CaptionErrors where no row can be read."""
    try:
        table = read_table(data)
    except TableError as error:
        raise CaptionErrors([CellError(error.row, say("file"), error.message)]) from error
    filled = [(number, cells) for number, cells in table if any(map(_holds, cells))]
    header, *rows = filled or table[:1]
    reader = _RowReader(_read_header(*header, columns), columns, known)
    changes = [reader.read(number, cells) for number, cells in rows]
    return [change for change in changes if change], reader.errors


def _holds(cell: str | Spoilt) -> bool:
    return isinstance(cell, Spoilt) or bool(cell.strip())


def _read_header(number: int, cells: Sequence[str | Spoilt], known: Sequence[Column]) -> list[str]:
    """The headings of the file, in its order; raises CaptionErrors for one that is unknown, doubled or missing."""
    columns = [cell.message if isinstance(cell, Spoilt) else cell.strip().lower() for cell in cells]
    allowed = {_ID, _FILENAME, *(column.heading for column in known)}
    errors = [
        CellError(number, column, say("no such column; there are %(columns)s", columns=", ".join(sorted(allowed))))
        for column in columns
        if column and column not in allowed
    ]
    errors += [
        CellError(number, column, say("this column is there more than once"))
        for column, count in Counter(filter(None, columns)).items()
        if count > 1
    ]
    if not {_ID, _FILENAME} & set(columns):
        errors.append(CellError(number, _ID, say("one of the columns “photo id” and “filename” is needed")))
    if errors:
        raise CaptionErrors(errors)
    return columns


class _Names:
    """Finds photos by the names that a table gives them.

    NFC or NFD, in any case, with or without the extension or with a camera raw's, and behind the path of a folder.
    """

    def __init__(self, known: Sequence[KnownPhoto]) -> None:
        self._found: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for photo in known:
            name = _composed(photo.filename)
            for found, key in zip(self._found, (name, name.casefold(), stem_of(name).casefold()), strict=True):
                found.setdefault(key, []).append(photo.id)

    def find(self, filename: str) -> list[str]:
        """The ids of the photos with this name; exactly as written before otherwise written."""
        name = _composed(filename)
        last = _FOLDERS.sub("", name)
        ways = [*zip(self._found, (name, name.casefold(), name.casefold()), strict=True)]
        ways += [*zip(self._found, (last, last.casefold(), stem_of(last).casefold()), strict=True)]
        return next((ids for found, key in ways if (ids := found.get(key))), [])


def _composed(filename: str) -> str:
    return unicodedata.normalize("NFC", filename).strip()


class _RowReader:
    """Reads one row after another and collects all errors."""

    def __init__(self, headings: list[str], columns: Sequence[Column], known: Sequence[KnownPhoto]) -> None:
        self.errors: list[CellError] = []
        self._headings = headings
        self._columns = [column for column in columns if column.heading in headings]
        self._known = {photo.id: photo for photo in known}
        self._names = _Names(known)
        self._rows: dict[str, int] = {}

    def read(self, number: int, cells: Sequence[str | Spoilt]) -> CaptionChange | None:
        before = len(self.errors)
        row = self._cells(number, cells)
        photo_id = self._photo(number, row)
        now = self._known[photo_id].values if photo_id else {}
        values = {
            column.heading: self._value(number, column, row[column.heading], now.get(column.heading))
            for column in self._present(row)
        }
        given = {heading: value for heading, value in values.items() if value is not None}
        change = CaptionChange(photo_id or "", given, number)
        return change if len(self.errors) == before else None

    def _cells(self, number: int, cells: Sequence[str | Spoilt]) -> dict[str, str]:
        extra = [cell for cell in cells[len(self._headings) :] if _holds(cell)]
        if extra:
            told = say("more cells than columns: %(cell)s has no heading", cell=quoted(str(extra[0])[:40]))
            self._complain(number, say("file"), told)
        # Spreadsheets drop trailing empty cells, so a short row changes only the cells it has.
        row = {
            column: self._sound(number, column, cell)
            for column, cell in zip(self._headings, cells, strict=False)
            if column
        }
        for column in self._present(row):
            if column.max_length and len(row[column.heading]) > column.max_length:
                self._complain(number, column.heading, say("longer than %(n)s characters", n=column.max_length))
        return row

    def _sound(self, number: int, column: str, cell: str | Spoilt) -> str:
        """The cell as its author wrote it; empty, and an error, where the spreadsheet made something else of it."""
        if isinstance(cell, Spoilt):
            self._complain(number, column, cell.message)
            return ""
        return unguard_cell(cell)

    def _photo(self, number: int, row: Mapping[str, str]) -> str | None:
        photo_id = row.get(_ID, "").strip()
        if photo_id and photo_id not in self._known:
            told = (
                say("no photo %(id)s in this release; a spreadsheet made a number of it", id=quoted(photo_id))
                if became_number(photo_id)
                else say("no photo %(id)s in this release", id=quoted(photo_id))
            )
            self._complain(number, _ID, told)
            return None
        found = photo_id or self._by_filename(number, row.get(_FILENAME, "").strip())
        if found and (first := self._rows.setdefault(found, number)) != number:
            column = _ID if photo_id else _FILENAME
            self._complain(number, column, say("the same photo as in row %(row)s", row=first))
        return found

    def _by_filename(self, number: int, filename: str) -> str | None:
        if not filename:
            self._complain(number, _ID, say("neither photo id nor filename"))
            return None
        candidates = self._names.find(filename)
        if len(candidates) == 1:
            return candidates[0]
        message = (
            say(
                "%(n)s photos are named %(name)s, give the photo id: %(ids)s",
                n=len(candidates),
                name=quoted(filename),
                ids=", ".join(candidates),
            )
            if candidates
            else find_damage(filename) or say("no photo is named %(name)s in this release", name=quoted(filename))
        )
        self._complain(number, _FILENAME, message)
        return None

    def _present(self, row: Mapping[str, str]) -> list[Column]:
        return [column for column in self._columns if column.heading in row]

    def _value(self, number: int, column: Column, cell: str, now: str | int | None) -> str | int | None:
        """A cell as its column keeps it; None for a number that is not given."""
        if column.kind == "number":
            return self._number(number, column, cell.strip())
        text = clean_line(cell) if column.kind == "line" else clean_text(cell)
        # A damaged text may have come with the photographer's file: unchanged, it must not stop an import.
        if text != now and (damage := find_damage(text)):
            self._complain(number, column.heading, damage)
        return text

    def _number(self, number: int, column: Column, text: str) -> int | None:
        if not text:
            return None
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        self._complain(number, column.heading, say("%(text)s is no whole number from 1", text=quoted(text[:40])))
        return None

    def _complain(self, number: int, column: str, message: str) -> None:
        self.errors.append(CellError(number, column, message))
