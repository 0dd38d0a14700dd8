"""Workbooks (.xlsx): the first visible sheet as rows of texts, and rows as a sheet of texts.

A workbook is a ZIP of XML that a stranger may have made. Its parts are unpacked here, within limits, and handed on
without compression; how far its cells reach is looked up before a reader makes room for all that lie between them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipelines.documents.cells import Row, Spoilt, TableError, guard_cell, unguard_cell
from pipelines.sentences import Sentence, say

MAX_UNPACKED = 64 * 2**20
MAX_TAGS = 2_000_000
MAX_REACH = (20_000, 200)
MAX_CELL = 32_767
"""Characters of one cell, as Excel limits them."""

MAX_WHOLE = 10**15
"""Above, Excel keeps no digits."""

# What zipfile raises over damage, other methods of compression and passwords.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others would be unpacked without a limit
_NO_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (as xlsxwriter takes it; the same rows are the same bytes)
_ZIP = b"PK\x03\x04"
_PARTS = re.compile(r"(?:\[Content_Types\]|_rels/.*|xl/.*)\.(?:xml|rels)", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})?(\d{1,18})["']""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
)
_OTHER_ZIPS: tuple[tuple[str, Sentence], ...] = (
    ("word/", say("this is a Word document, not a table: save it as .xlsx or as “CSV UTF-8” and import that")),
    ("ppt/", say("this is a presentation, not a table: save it as .xlsx or as “CSV UTF-8” and import that")),
    ("xl/workbook.bin", say("this is a binary workbook (.xlsb): save it as .xlsx or as “CSV UTF-8” and import that")),
    ("content.xml", say("this is an OpenDocument file (.ods): save it as .xlsx or as “CSV UTF-8” and import that")),
    ("Index/", say("this is a Numbers file: export it as Excel (.xlsx) or CSV and import that")),
    ("Index.zip", say("this is a Numbers file: export it as Excel (.xlsx) or CSV and import that")),
)


def is_workbook(data: bytes) -> bool:
    """Whether the file is a ZIP, as every workbook is; it may be another program's."""
    return data.startswith(_ZIP)


def read_workbook(data: bytes) -> list[Row]:
    """The numbered rows of the first visible sheet; raises TableError for what is no sound .xlsx."""
    parts = _unpack(data)
    for name, part in parts.items():
        if _SHEET.fullmatch(name):
            _check_reach(part)
    book = _open(parts)
    shown = [
        number
        for number, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not shown:
        raise TableError(say("the workbook has no visible sheet"))
    return _rows(book, shown[0], parts)


def write_workbook(rows: Iterable[Sequence[str | int]]) -> bytes:
    """A workbook of one sheet, the first row as its header; texts are texts, whatever they begin with.

    Raises TableError for a text that no cell can hold.
    """
    import xlsxwriter  # a fifth of what the gate of a release imports, and the gate writes no workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _NO_DATE})
    sheet = book.add_worksheet("captions")
    text, head = (book.add_format(style | {"num_format": "@"}) for style in ({"text_wrap": True}, {"bold": True}))
    sheet.set_column(0, MAX_REACH[1] - 1, 24, text)
    sheet.freeze_panes(1, 0)
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, _as_written(cell, number + 1), text if number else head)
    book.close()
    return out.getvalue()


def _as_written(cell: str, row: int) -> str:
    """The text itself, for no program runs it in a workbook; guarded only where reading would take a guard off."""
    written = cell if unguard_cell(cell) == cell else guard_cell(cell)
    if len(written) > MAX_CELL:
        raise TableError(
            say("a text is longer than the %(n)s characters of a workbook's cell: export as CSV", n=f"{MAX_CELL:,}"),
            row,
        )
    return written


def _unpack(data: bytes) -> dict[str, bytes]:
    """The workbook's parts of XML, no more than `MAX_UNPACKED` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _refuse_other_zips(packed.namelist())
            return _parts(packed)
    except _UNREADABLE as error:
        raise TableError(say("the workbook is damaged or has a password: save it again without one")) from error


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in packed.infolist():
        if not _PARTS.fullmatch(entry.filename):
            continue
        if entry.compress_type not in _METHODS:
            raise NotImplementedError(f"compressed by method {entry.compress_type}")
        with packed.open(entry) as part:
            parts[entry.filename] = part.read(left + 1)
        left -= len(parts[entry.filename])
        if left < 0:
            raise TableError(say("the workbook unpacks to more than a list of captions can hold"))
    return parts


def _refuse_other_zips(names: list[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    for start, message in _OTHER_ZIPS:
        if any(name.startswith(start) for name in names):
            raise TableError(message)
    raise TableError(say("this is a ZIP file, not a table: unpack it and import the table in it"))


def _check_reach(sheet: bytes) -> None:
    """Raise TableError for a sheet with cells far out: a reader makes room for every cell up to them."""
    rows, columns = MAX_REACH
    far = any(int(row) > rows or _column_number(letters) > columns for letters, row in set(_PLACE.findall(sheet)))
    if far or sheet.count(b"<") > MAX_TAGS:
        raise TableError(
            say(
                "the sheet reaches beyond row %(row)s or column %(column)s: "
                "copy the rows that are filled into a new one",
                row=f"{rows:,}",
                column=columns,
            )
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _open(parts: dict[str, bytes]) -> CalamineWorkbook:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    plain.seek(0)
    try:
        return CalamineWorkbook.from_filelike(plain)
    except CalamineError as error:
        raise TableError(say("the workbook is damaged: %(detail)s", detail=error)) from error


def _rows(book: CalamineWorkbook, index: int, parts: dict[str, bytes]) -> list[Row]:
    try:
        table = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise TableError(say("the workbook is damaged: %(detail)s", detail=error)) from error
    rows: list[Row] = [(number, [_text(cell) for cell in row]) for number, row in enumerate(table, start=1)]
    # The reader gives an error of the spreadsheet as an empty cell, which would empty the field.
    for letters, number in _ERROR_CELL.findall(_sheet_part(parts, index)):
        row, column = int(number) - 1, _column_number(letters) - 1
        if row < len(rows) and column < len(rows[row][1]):
            rows[row][1][column] = _ERROR
    return rows


def _sheet_part(parts: dict[str, bytes], index: int) -> bytes:
    """The XML of the sheet with this number, whichever of its two names the standard's namespace has."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        sheet = [one for one in book.iter() if one.tag.endswith("}sheet")][index]
        wanted = next(value for name, value in sheet.items() if name.endswith("}id"))
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
        target = next(link.get("Target", "") for link in links if link.get("Id") == wanted)
        return parts[target[1:] if target.startswith("/") else f"xl/{target}"]
    except (LookupError, StopIteration, ElementTree.ParseError, ValueError) as error:
        raise TableError(say("the workbook is damaged: save it again as .xlsx")) from error


def _text(cell: object) -> str | Spoilt:
    match cell:
        case str():
            return cell
        case bool():
            return _TRUTH
        case int() | float():
            whole = float(cell).is_integer() and abs(cell) < MAX_WHOLE
            return str(int(cell)) if whole else _NUMBER
        case _:
            return _DATE


_ERROR = Spoilt(say("the spreadsheet shows an error in this cell: format it as text and write it again"))
_TRUTH = Spoilt(say("the spreadsheet made a truth value of this cell: format it as text and write it again"))
_NUMBER = Spoilt(say("the spreadsheet made a number of this cell: format it as text and write it again"))
_DATE = Spoilt(say("the spreadsheet made a date of this cell: format it as text and write it again"))
