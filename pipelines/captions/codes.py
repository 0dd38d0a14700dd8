"""Codes and variables in captions: `=ob=` and `=ob#2=` stand for texts of the office's list, `{city}` for a value.

Photo Mechanic's form: a list is a file of lines, each a code and its texts with tabs between them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.documents.cells import Spoilt, TableError
from pipelines.documents.csv_table import decode_table
from pipelines.documents.workbook import is_workbook, read_workbook
from pipelines.sentences import quoted, say
from pipelines.text import MAX_LINE, clean_line

MAX_CODES = 5_000
MAX_CODE = 40
MAX_TEXTS = 20
CODE = re.compile(rf"[^\s=#{{}}]{{1,{MAX_CODE}}}")
_TOKEN = re.compile(
    rf"(?<![\w=])=(?P<code>{CODE.pattern})(?:#(?P<column>\d{{1,2}}))?=(?!=)|\{{(?P<variable>[^\W\d_]{{1,40}})\}}"
)

CodeTexts = Mapping[str, Sequence[str]]
"""The texts of each code, by the code in small letters (`casefold`)."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its codes and variables replaced; those that nobody knows stay as they are and are `unknown`."""

    text: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One line of a list: its code and what it stands for, the first text for `=code=`, the second for `=code#2=`."""

    code: str
    texts: tuple[str, ...]


def resolve(text: str, codes: CodeTexts, variables: Mapping[str, str]) -> Resolved:
    """Replace all codes and variables; what stands for one is not looked through again."""
    unknown: list[str] = []

    def replace(token: re.Match[str]) -> str:
        found = _text_of(token, codes, variables)
        if found:
            return found
        unknown.append(token[0])
        return token[0]

    replaced = _TOKEN.sub(replace, text)
    return Resolved(replaced, tuple(dict.fromkeys(unknown)))


def find_tokens(text: str) -> list[str]:
    """All codes and variables that stand in the text."""
    return list(dict.fromkeys(token[0] for token in _TOKEN.finditer(text)))


def _text_of(token: re.Match[str], codes: CodeTexts, variables: Mapping[str, str]) -> str:
    if token["variable"]:
        return variables.get(token["variable"].casefold(), "")
    texts = codes.get(token["code"].casefold(), ())
    column = int(token["column"] or 1)
    return texts[column - 1] if 0 < column <= len(texts) else ""


def read_codes(data: bytes) -> list[CodeRow]:
    """The lines of a list, but those that begin with `//`; raises TableError, with the line, for what is none."""
    rows: dict[str, CodeRow] = {}
    for number, cells in _rows(data):
        if not any(cells) or cells[0].startswith("//"):
            continue
        row = _code_row(number, cells)
        if row.code.casefold() in rows:
            raise TableError(say("the code %(code)s is there more than once", code=quoted(row.code)), number)
        rows[row.code.casefold()] = row
    if not rows:
        raise TableError(say("the file has no codes"))
    if len(rows) > MAX_CODES:
        raise TableError(say("the list has more than %(n)s codes", n=f"{MAX_CODES:,}"))
    return list(rows.values())


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    if is_workbook(data):
        return [(number, [_line(number, cell) for cell in cells]) for number, cells in read_workbook(data)]
    reader = csv.reader(io.StringIO(decode_table(data), newline=""), delimiter="\t")
    return [(number, [clean_line(cell) for cell in cells]) for number, cells in enumerate(reader, start=1)]


def _line(number: int, cell: str | Spoilt) -> str:
    if isinstance(cell, Spoilt):
        raise TableError(cell.message, number)
    return clean_line(cell)


def _code_row(number: int, cells: Sequence[str]) -> CodeRow:
    code, texts = cells[0].strip().strip("="), tuple(cell for cell in cells[1 : MAX_TEXTS + 1] if cell)
    if not CODE.fullmatch(code):
        raise TableError(
            say(
                "%(code)s is no code: no blanks, “=” or “#”, at most %(n)s characters",
                code=quoted(code[:MAX_CODE]),
                n=MAX_CODE,
            ),
            number,
        )
    if not texts:
        raise TableError(
            say("the code %(code)s stands for nothing: between code and text there is a tab", code=quoted(code)), number
        )
    if any(len(text) > MAX_LINE for text in texts):
        raise TableError(
            say("a text of the code %(code)s is longer than %(n)s characters", code=quoted(code), n=MAX_LINE), number
        )
    return CodeRow(code, texts)
