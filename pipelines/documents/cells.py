"""The cells of tables that spreadsheets open: guarded against being run, and the signs that one spoilt a text.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. A program that takes other separators than the table
has, as German Excel does, begins new cells within one, after each separator and line break. So a guard, `'`, goes
before everything that would be run there, and reading the table takes exactly the guards off again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.sentences import quoted, say

_RUN = r"(?:[\s\"']*[=+\-@＝＋－＠]|[\t\r])"
_STARTS = r"(^|[,;|\t\r\n])"
_MAY_RUN = re.compile(r"[=+\-@＝＋－＠\t\r]")  # what nearly no cell has
_UNGUARDED = re.compile(rf"{_STARTS}(?='*{_RUN})")
_GUARDED = re.compile(rf"{_STARTS}'(?='*{_RUN})")

# What the two bytes of a letter such as `ü` become: `Ã` and a sign in cp1252, `√` and a sign in MacRoman. Nobody writes
# such pairs, not even in one word of an otherwise sound text.
_SECOND_BYTES = bytes(range(0x80, 0xC0))
_MISREAD_PAIR = re.compile(
    f"Ã[{re.escape(_SECOND_BYTES.decode('cp1252', 'ignore'))}]|√[{re.escape(_SECOND_BYTES.decode('mac_roman'))}]"
)
_SPREADSHEET_ERROR = re.compile(
    r"#(?:NAME|REF|BEZUG|VALUE|WERT|DIV/0|NUM|ZAHL|NULL|SPILL|ÜBERLAUF|CALC|KALK|FIELD|FELD|BLOCKED|BLOCKIERT"
    r"|CONNECT|VERBINDEN|UNKNOWN|UNBEKANNT|BUSY|PYTHON|EXTERNAL|MACRO"
    r"|NOM|NOMBRE|NOME|NAZWA|NAAM|VALEUR|VALOR|VALORE|WAARDE|ARG|ADR|LICZBA) ?[?!]"
    r"|#N/A|#NV|#GETTING_DATA|#DATEN_ABRUFEN|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)
_MADE_A_NUMBER = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


class TableError(Exception):
    """A file that is no table, for a reason in plain words; `row` is where it was noticed."""

    def __init__(self, message: str, row: int = 1) -> None:
        super().__init__(message)
        self.message, self.row = message, row


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A cell of which the spreadsheet made something else than a text; the sentence says what to do."""

    message: str


Row = tuple[int, list[str | Spoilt]]
"""A row's number as a spreadsheet counts, and its cells."""


def guard_cell(cell: str) -> str:
    """The cell, safe from being run as a formula in whole or in part; `unguard_cell` undoes it."""
    return _UNGUARDED.sub(r"\1'", cell) if _MAY_RUN.search(cell) else cell


def unguard_cell(cell: str) -> str:
    """The cell before `guard_cell`; one that was never guarded stays as it is unless it looks guarded."""
    return _GUARDED.sub(r"\1", cell) if "'" in cell else cell


def find_damage(cell: str) -> str:
    """What a program did to this text, as a sentence that says what to do; empty for a sound one."""
    text = cell.strip()
    if _SPREADSHEET_ERROR.fullmatch(text):
        return say(
            "%(text)s is an error of the spreadsheet, not a text: format the cell as text and write it again",
            text=quoted(text),
        )
    if "\ufffd" in text:
        return say(
            "%(text)s has lost letters, since the table was saved in the wrong encoding: "
            "save it as “CSV UTF-8” or .xlsx",
            text=quoted(_around(text)),
        )
    if _was_misread(text):
        return say(
            "%(text)s has garbled letters, since the table was opened in the wrong encoding: open it as UTF-8",
            text=quoted(_around(text)),
        )
    return ""


def became_number(cell: str) -> bool:
    """Whether this is how a spreadsheet writes a long number that it made of a name."""
    return bool(_MADE_A_NUMBER.fullmatch(cell.strip()))


def _was_misread(text: str) -> bool:
    """Whether UTF-8 was taken for a code page of Windows or the Macintosh, as `MÃ¼ller` and `M√ºller` were."""
    if _MISREAD_PAIR.search(text):
        return True
    if not re.search("[ÂÃÄÅâ]", text):
        return False
    try:
        return text.encode("cp1252").decode() != text
    except UnicodeError:
        return False


def _around(text: str) -> str:
    """Some letters of the text around its first one that is damaged."""
    at = next((place for place, letter in enumerate(text) if letter in "\ufffdÂÃÄÅâ√"), 0)
    return text[max(0, at - 15) : at + 15]
