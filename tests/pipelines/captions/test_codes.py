"""Codes and variables are replaced once, what nobody knows stays, and lists are read as Photo Mechanic writes them."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from pipelines.captions.codes import CodeRow, find_tokens, read_codes, resolve
from pipelines.documents.cells import TableError
from pipelines.documents.workbook import write_workbook

CODES = {"ob": ("Oberbürgermeisterin Dr. Edith Groß", "OB Dr. Groß"), "größe".casefold(): ("groß",), "loop": ("=ob=",)}
VARIABLES = {"city": "Musterstadt", "stadt": "Musterstadt", "time": ""}


@pytest.mark.parametrize(
    ("text", "resolved", "unknown"),
    [
        ("=ob= eröffnet.", "Oberbürgermeisterin Dr. Edith Groß eröffnet.", ()),
        ("(=OB#2=) in {city}", "(OB Dr. Groß) in Musterstadt", ()),
        ("=ob==ob#2=", "=ob==ob#2=", ()),
        ("=Größe= und {Stadt}", "groß und Musterstadt", ()),
        ("=loop=", "=ob=", ()),
        ("=ob#3= =xy= {nie} =xy=", "=ob#3= =xy= {nie} =xy=", ("=ob#3=", "=xy=", "{nie}")),
        ("um {time} Uhr", "um {time} Uhr", ("{time}",)),
        ("a=ob=c, 1 = 2 = 3, {a b}, {}, ==", "a=ob=c, 1 = 2 = 3, {a b}, {}, ==", ()),
    ],
)
def test_what_stands_for_something(text: str, resolved: str, unknown: tuple[str, ...]) -> None:
    found = resolve(text, CODES, VARIABLES)
    assert (found.text, found.unknown) == (resolved, unknown)


def test_what_no_text_can_hold_is_left_out_of_a_workbook() -> None:
    """Excel escapes characters that XML cannot have, and whoever makes a workbook by hand can escape others."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_workbook([["ob", "OB"]]))) as made,
        zipfile.ZipFile(packed, "w") as hostile,
    ):
        for name in made.namelist():
            hostile.writestr(name, made.read(name).replace(b"OB", b"O_x0000_B_x0001_"))
    assert read_codes(packed.getvalue()) == [CodeRow("ob", ("OB",))]


def test_a_cell_that_the_spreadsheet_spoilt_is_refused() -> None:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["ob", 2.5])
    book.close()
    with pytest.raises(TableError, match="format it as text"):
        read_codes(packed.getvalue())


def test_tokens_are_found() -> None:
    assert find_tokens("=ob= {city} =ob= x=y=z") == ["=ob=", "{city}"]


@pytest.mark.parametrize(
    "data",
    [
        "ob\tOberbürgermeisterin Groß, Stadt\tOB Groß\r\nref\tReferent\r\n".encode(),
        "\ufeff// Codes\nob\tOberbürgermeisterin Groß, Stadt\tOB Groß\t\n\n=ref=\tReferent".encode(),
        '"ob"\t"Oberbürgermeisterin Groß, Stadt"\t"OB Groß"\nref\tReferent'.encode("utf-16"),
        write_workbook([["ob", "Oberbürgermeisterin Groß, Stadt", "OB Groß"], ["ref", "Referent"]]),
    ],
    ids=["plain", "bom, comment, equals signs", "Excel's Unicode text", "xlsx"],
)
def test_lists_are_read(data: bytes) -> None:
    assert read_codes(data) == [
        CodeRow("ob", ("Oberbürgermeisterin Groß, Stadt", "OB Groß")),
        CodeRow("ref", ("Referent",)),
    ]


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (b"", 1, "no codes"),
        (b"ob\tA\nOB\tB", 2, "more than once"),
        (b"ob, A", 1, "no code"),
        (b"ob", 1, "between code and text there is a tab"),
        (b"ob\t" + b"x" * 501, 1, "longer than 500"),
        (b"a\tb\n" + "ü\tü".encode("latin-1"), 2, "not UTF-8"),
        (b"%PDF-1.7", 1, "this is a PDF"),
        (b"".join(b"c%d\tx\n" % n for n in range(5_001)), 1, "more than 5,000"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(data: bytes, row: int, says: str) -> None:
    with pytest.raises(TableError, match=says) as refused:
        read_codes(data)
    assert refused.value.row == row
