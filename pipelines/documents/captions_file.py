"""The captions CSV: sixty captions written in a spreadsheet, in two languages, and brought back.

Out: UTF-8 with BOM (without it German Excel shows `MichaÅ‚`), commas. In: with or without BOM, comma,
semicolon (as German Excel saves) or tab. Columns: `photo id`, `filename`, `order`, `caption_<lang>`,
`alt_<lang>`, `credit`. Only the columns present are changed; an empty cell in one empties the field.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.credit import LONGEST_CREDIT
from pipelines.text import clean_line, clean_text

LARGEST_FILE = 8 * 2**20
LONGEST_CELL = 10_000

_ID, _FILENAME, _ORDER, _CREDIT = "photo id", "filename", "order", "credit"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"
_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """A photo as exported; `order` counts from 1."""

    id: str
    filename: str
    order: int | None = None
    captions: Mapping[str, str] = field(default_factory=dict)
    alt_texts: Mapping[str, str] = field(default_factory=dict)
    credit: str = ""


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo of the release that rows may mean."""

    id: str
    filename: str


@dataclass(frozen=True, slots=True)
class CaptionChange:
    """What the file says of one photo; None, or a language not named, is left as it is."""

    photo_id: str
    captions: Mapping[str, str] = field(default_factory=dict)
    alt_texts: Mapping[str, str] = field(default_factory=dict)
    credit: str | None = None
    order: int | None = None


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong where: `row` as a spreadsheet counts (the header is 1), `column` by its heading."""

    row: int
    column: str
    message: str


class CaptionErrors(Exception):
    """A captions file that cannot be taken, with all its errors in reading order; nothing was imported."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__(f"{len(errors)} errors in the captions file")
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(f"row {e.row}, {e.column}: {e.message}" for e in self.errors)


def export_captions(rows: Iterable[CaptionRow], languages: Sequence[str]) -> bytes:
    """The CSV of these photos. Cells a spreadsheet would take for a formula get a leading `'`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_ID, _FILENAME, _ORDER, *_language_columns(languages), _CREDIT])
    for row in rows:
        texts = [row.captions.get(lang, "") for lang in languages]
        texts += [row.alt_texts.get(lang, "") for lang in languages]
        cells = [row.id, row.filename, "" if row.order is None else str(row.order), *texts, row.credit]
        writer.writerow([guard_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def parse_captions(data: bytes, languages: Sequence[str], known: Sequence[KnownPhoto]) -> list[CaptionChange]:
    """The changes a captions file asks for, one per row that names a photo, in its order.

    A row without id is taken only where its filename is unique among `known`. Raises CaptionErrors with
    every error of the file.
    """
    table = _read_table(data)
    columns = _read_header(table[0][1], languages)
    reader = _RowReader(columns, known)
    changes = [reader.read(number, cells) for number, cells in table[1:] if any(map(str.strip, cells))]
    if reader.errors:
        raise CaptionErrors(reader.errors)
    return [change for change in changes if change]


def _language_columns(languages: Sequence[str]) -> list[str]:
    return [f"{kind}_{language}" for kind in ("caption", "alt") for language in languages]


def guard_cell(cell: str) -> str:
    """Reversible: a cell that begins with guards and then a formula sign gets one more."""
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def _unguard(cell: str) -> str:
    guarded = cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA)
    return cell[1:] if guarded else cell


def _read_table(data: bytes) -> list[tuple[int, list[str]]]:
    """Numbered rows of cells, the header among them; raises CaptionErrors for what is no such file."""
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
    if len(data) > LARGEST_FILE:
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


def _read_header(cells: list[str], languages: Sequence[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    allowed = {_ID, _FILENAME, _ORDER, _CREDIT, *_language_columns(languages)}
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
    """Reads rows one by one and collects every error."""

    def __init__(self, columns: list[str], known: Sequence[KnownPhoto]) -> None:
        self.errors: list[CellError] = []
        self._columns = columns
        self._known = {photo.id for photo in known}
        self._named: dict[str, list[str]] = {}
        for photo in known:
            self._named.setdefault(photo.filename.strip(), []).append(photo.id)
        self._rows: dict[str, int] = {}

    def read(self, number: int, cells: list[str]) -> CaptionChange | None:
        before = len(self.errors)
        row = self._cells(number, cells)
        photo_id = self._photo(number, row)
        change = CaptionChange(
            photo_id or "",
            captions=_texts(row, "caption_"),
            alt_texts=_texts(row, "alt_"),
            credit=clean_line(row[_CREDIT]) if _CREDIT in row else None,
            order=self._order(number, row),
        )
        return change if len(self.errors) == before else None

    def _cells(self, number: int, cells: list[str]) -> dict[str, str]:
        extra = [cell for cell in cells[len(self._columns) :] if cell.strip()]
        if extra:
            self._complain(number, "file", f"more cells than columns: {extra[0][:40]!r} has no heading")
        # A row cut short changes only the cells it has: spreadsheets drop trailing ones.
        row = {column: _unguard(cell) for column, cell in zip(self._columns, cells, strict=False) if column}
        for column, cell in row.items():
            if len(cell) > (limit := LONGEST_CREDIT if column == _CREDIT else LONGEST_CELL):
                self._complain(number, column, f"longer than {limit} characters")
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

    def _order(self, number: int, row: Mapping[str, str]) -> int | None:
        text = row.get(_ORDER, "").strip()
        if not text:
            return None
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
        self._complain(number, _ORDER, f"{text[:40]!r} is no whole number from 1")
        return None

    def _complain(self, number: int, column: str, message: str) -> None:
        self.errors.append(CellError(number, column, message))


def _texts(row: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {column.removeprefix(prefix): clean_text(cell) for column, cell in row.items() if column.startswith(prefix)}
