"""Tables as spreadsheets and photo programs save them, and files that are none."""

import io
import zipfile

import pytest

from pipelines.documents import table as tables
from pipelines.documents.cells import TableError
from pipelines.documents.table import MAX_FILE_BYTES, read_table
from pipelines.documents.workbook import write_workbook

ROWS = [(1, ["filename", "caption_de"]), (2, ["A.JPG", "Grüße, Łódź"])]


def refusal(data: bytes) -> TableError:
    with pytest.raises(TableError) as caught:
        read_table(data)
    return caught.value


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return out.getvalue()


def test_a_workbook_is_a_table_like_any_other() -> None:
    assert read_table(write_workbook([cells for _number, cells in ROWS])) == ROWS


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Excel file"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1}", "text document"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "web page"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\xff\xd8\xff\xe0", "a photo"),
        (zipped(), "empty ZIP"),
        (zipped("word/document.xml"), "Word document"),
        (zipped("ppt/presentation.xml"), "presentation"),
        (zipped("xl/workbook.bin"), ".xlsb"),
        (zipped("content.xml"), ".ods"),
        (zipped("Index/Document.iwa"), "Numbers"),
        (zipped("DSC_1.JPG"), "ZIP file"),
        ("filename;caption_de\na;b\n".encode("utf-16")[:-1], "breaks off"),
        (b'a,b\nc,"d', "quotation mark"),
        (b"x" * (MAX_FILE_BYTES + 1), "too large"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(data: bytes, hint: str) -> None:
    assert hint in refusal(data).message


def test_a_table_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert len(read_table(b"a,b\n1,2\n")) == 2
    assert "more than 2 rows" in refusal(b"a,b\n1,2\n3,4\n").message
