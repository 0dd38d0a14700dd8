"""CSV as spreadsheets and photo programs save it, and as German Excel opens it."""

import pytest

from pipelines.documents.cells import TableError
from pipelines.documents.csv_table import read_csv, write_csv

ROWS = [(1, ["filename", "caption_de"]), (2, ["A.JPG", "Grüße, Łódź"])]


@pytest.mark.parametrize("first", ["sep=;\r\n", "sep=;;;\r\n", '"sep=;"\n', "SEP=;\n", "\ufeffsep=;\r"])
def test_a_first_line_says_what_separates_the_cells(first: str) -> None:
    assert read_csv(f"{first}filename;caption_de\r\nA.JPG;Grüße, Łódź\r\n".encode()) == ROWS


def test_a_first_line_beats_the_header_s_look() -> None:
    assert read_csv(b"sep=|\na|b;c;d\n1|2\n") == [(1, ["a", "b;c;d"]), (2, ["1", "2"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_header_alone_says_what_separates_the_cells_whatever_ends_a_line(end: str) -> None:
    data = end.join(["filename,caption_de", "A.JPG,a;b;c;d", ""]).encode()
    assert read_csv(data) == [(1, ["filename", "caption_de"]), (2, ["A.JPG", "a;b;c;d"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_every_encoding_that_loses_nothing_is_read(encoding: str, separator: str) -> None:
    text = f"filename{separator}caption_de\r\nA.JPG{separator}Grüße, Łódź\r\n"
    assert read_csv(text.encode(encoding)) == ROWS


def test_what_is_written_is_what_german_excel_opens() -> None:
    assert write_csv([["a", "=1"], ["ł", ""]]) == "\ufeffa,'=1\r\nł,\r\n".encode()


def test_the_line_that_is_not_utf_8_is_named() -> None:
    with pytest.raises(TableError, match="CSV UTF-8") as caught:
        read_csv("filename;caption_de\nA.JPG;ok\nB.JPG;Bürger\n".encode("cp1252"))
    assert caught.value.row == 3
