"""Workbooks: texts go out and come back as texts, and a hostile one costs nothing."""

import contextlib
import datetime as dt
import io
import random
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents import workbook
from pipelines.documents.cells import Spoilt, TableError, unguard_cell
from pipelines.documents.workbook import MAX_CELL, read_workbook, write_workbook
from pipelines.text import clean_text

SHEET = "xl/worksheets/sheet1.xml"


def made(*cells: Any, **options: Any) -> bytes:
    """A workbook whose second row holds these cells, as Excel would save them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True} | options)
    sheet = book.add_worksheet()
    for column, cell in enumerate(cells):
        if isinstance(cell, dt.datetime):
            sheet.write_datetime(1, column, cell, book.add_format({"num_format": "dd.mm.yyyy"}))
        elif isinstance(cell, tuple):
            sheet.write_formula(1, column, cell[0], None, cell[1])
        else:
            sheet.write(1, column, cell)
    book.close()
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_workbook(data)
    return caught.value.message


TEXT = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.text("='\";,\n-x", max_size=8))


@given(st.lists(TEXT.map(clean_text), min_size=1, max_size=4))
def test_texts_come_back_once_the_guards_are_off(texts: list[str]) -> None:
    [(_first, _head), (_second, cells)] = read_workbook(write_workbook([["a", "b", "c", "d"], [*texts, "end"]]))
    assert [unguard_cell(cell) for cell in cells if isinstance(cell, str)][: len(texts) + 1] == [*texts, "end"]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "https://a.example", "007", "1e5", "{=1}"])
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    data = write_workbook([["caption_de"], [text]])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read(SHEET)
        assert not any(name.startswith("xl/worksheets/_rels") for name in packed.namelist())
    assert b"<f>" not in sheet
    assert read_workbook(data)[1] == (2, [text])


def test_a_number_is_one() -> None:
    data = write_workbook([["order"], [3]])
    assert read_workbook(data)[1] == (2, ["3"])


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    assert read_workbook(made("a", 2024.0, "b")) == [(1, ["", "", ""]), (2, ["a", "2024", "b"])]


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        (dt.datetime(2024, 5, 12, tzinfo=None), "a date"),  # noqa: DTZ001 (a spreadsheet's dates know no zone)
        (True, "a truth value"),
        (2.5, "a number"),
        (12345678901234567, "a number"),
        (("=FOO()", "#NAME?"), "an error"),
        (("=1/0", "#DIV/0!"), "an error"),
    ],
)
def test_what_a_spreadsheet_made_of_a_text_is_told(cell: object, hint: str) -> None:
    [_first, (_number, [before, spoilt, after])] = read_workbook(made("x", cell, "y"))
    assert (before, after) == ("x", "y")
    assert isinstance(spoilt, Spoilt)
    assert hint in spoilt.message


def test_a_formula_s_text_counts() -> None:
    assert read_workbook(made(("=A1", "Anna")))[1] == (2, ["Anna"])


def test_the_first_visible_sheet_counts() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    hidden, shown = book.add_worksheet(), book.add_worksheet()
    hidden.write(0, 0, "hidden")
    shown.write(0, 0, "shown")
    shown.write_formula(1, 0, "=FOO()", None, "#NAME?")
    shown.activate()
    shown.set_first_sheet()
    hidden.hide()
    book.close()
    [head, (_number, [cell])] = read_workbook(out.getvalue())
    assert head == (1, ["shown"])
    assert isinstance(cell, Spoilt)


def test_a_workbook_of_the_strict_kind_is_read_too() -> None:
    data = made(("=FOO()", "#NAME?"), "x")
    strict = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main"
    }
    strict["http://schemas.openxmlformats.org/officeDocument/2006/"] = "http://purl.oclc.org/ooxml/officeDocument/"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    for usual, other in strict.items():
        parts = {name: part.replace(usual, other) for name, part in parts.items()}
    [_first, (_number, [spoilt, text])] = read_workbook(with_parts(data, {n: p.encode() for n, p in parts.items()}))
    assert isinstance(spoilt, Spoilt)
    assert text == "x"


def test_a_text_too_long_for_a_cell_is_told() -> None:
    with pytest.raises(TableError, match="export as CSV"):
        write_workbook([["a"], ["x" * (MAX_CELL + 1)]])


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 2**20)
    assert "unpacks to more" in refusal(with_parts(made("x"), {SHEET: b" " * 2**24}))


@pytest.mark.parametrize(
    "place", [b'r="A1048576"', b"r='XFD1'", b'r="ZZZZZZ1"', b'r="A99999999999999"', b'r = "A1048576"']
)
def test_a_cell_far_out_is_refused_before_room_is_made_for_all_before_it(place: bytes) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b"<row><c " + place + b"><v>1</v></c></row></sheetData></worksheet>"
    )
    assert "reaches beyond" in refusal(with_parts(made("x"), {SHEET: sheet}))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"<", b"<a/>", b"\x00" * 20])
def test_a_damaged_workbook_is_refused_or_read(part: str, content: bytes) -> None:
    _read_or_refuse(with_parts(made("x"), {part: content}))


def _read_or_refuse(data: bytes) -> None:
    with contextlib.suppress(TableError):
        assert all(isinstance(cells, list) for _number, cells in read_workbook(data))


def test_a_password_is_told() -> None:
    data = bytearray(made("x"))
    for start in (data.find(b"PK\x03\x04") + 6, *(at + 8 for at in _central(bytes(data)))):
        data[start] |= 1
    assert "password" in refusal(bytes(data))


def _central(data: bytes) -> list[int]:
    found, at = [], data.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = data.find(b"PK\x01\x02", at + 1)
    return found


def test_a_mutilated_workbook_never_does_anything_else() -> None:
    whole = made("x", 2.5, "Text")
    chance = random.Random(7)  # noqa: S311 (mutants, not secrets)
    for _ in range(300):
        data = bytearray(whole)
        for _spot in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        _read_or_refuse(bytes(data[: chance.randint(4, len(data))] if chance.random() < 0.2 else data))


def test_mutilated_xml_never_does_anything_else() -> None:
    whole = made("x", 2.5, ("=FOO()", "#NAME?"))
    chance = random.Random(8)  # noqa: S311 (mutants, not secrets)
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist() if name.startswith("xl/w")}
    for _ in range(300):
        name = chance.choice(list(parts))
        part = bytearray(parts[name])
        for _spot in range(chance.randint(1, 4)):
            part[chance.randrange(len(part))] = chance.randrange(256)
        _read_or_refuse(with_parts(whole, {name: bytes(part)}))


def test_a_method_that_unpacks_without_a_limit_is_not_used() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made("x"))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert "damaged" in refusal(out.getvalue())
