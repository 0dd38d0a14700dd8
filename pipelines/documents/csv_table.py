"""Tables of texts as CSV, as spreadsheets and photo programs save them and as German Excel opens them.

They may be separated by commas, semicolons (as German Excel saves) or tabs, begin with `sep=;`, and be UTF-8 or, as
Excel's “Unicode text” is, UTF-16. Everything else is refused with a sentence that says how to save it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.documents.cells import Row, TableError, guard_cell
from pipelines.sentences import Sentence, say

_SEPARATOR_LINE = re.compile(r'\s*"?sep=([,;\t|])"?(?:\1| )*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_OTHER_FILES: tuple[tuple[bytes, Sentence], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        say(
            "this is an old Excel file (.xls) or one with a password: "
            "save it as .xlsx or as “CSV UTF-8” and import that"
        ),
    ),
    (b"%PDF", say("this is a PDF, not a table: save it as .xlsx or as “CSV UTF-8” and import that")),
    (b"{\\rtf", say("this is a text document, not a table: save it as .xlsx or as “CSV UTF-8” and import that")),
    (b"<", say("this is a web page or XML, not a table: save it as .xlsx or as “CSV UTF-8” and import that")),
    (b"\x1f\x8b", say("this file is compressed: unpack it and import the table in it")),
    (b"PK\x05\x06", say("this is an empty ZIP file, not a table")),
    (b"\xff\xd8\xff", say("this is a photo, not a table")),
)


@dataclass(frozen=True, slots=True)
class _Csv:
    text: str
    delimiter: str


def read_csv(data: bytes) -> list[Row]:
    """The numbered rows; raises TableError for a file that is no CSV."""
    table = _find_separator(decode_table(data))
    reader = csv.reader(io.StringIO(table.text, newline=""), delimiter=table.delimiter, strict=True)
    try:
        return [(number, list(cells)) for number, cells in enumerate(reader, start=1)]
    except csv.Error as error:
        raise TableError(
            say("a quotation mark is out of place: %(detail)s", detail=error), row=reader.line_num
        ) from None


def write_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with BOM (without it German Excel shows `MichaÅ‚`), commas, CRLF; every cell guarded."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guard_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def decode_table(data: bytes) -> str:
    """A table file as text; raises TableError for what is none."""
    for magic, message in _OTHER_FILES:
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise TableError(message)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise TableError(say("the file breaks off within a letter: save it again")) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(
            say(
                "the file is not UTF-8, so umlauts would be lost: save it in Excel as "
                "“CSV UTF-8 (Comma delimited)” and import it again"
            ),
            row=1 + data.count(b"\n", 0, error.start),
        ) from None


def _find_separator(text: str) -> _Csv:
    """The table without a first line `sep=;`, and what separates its cells: as that line says, else as the header."""
    if said := _SEPARATOR_LINE.match(text):
        return _Csv(text[said.end() :], said[1])
    header = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    return _Csv(text, max(",;\t", key=header.count))
