"""The captions as a table that a spreadsheet opens, and runs nothing from."""

from __future__ import annotations

import csv
import io

from pipelines.documents.captions_csv import captions_table, captions_workbook
from pipelines.documents.cells import unguard_cell
from pipelines.documents.manifest import Ai, Tombstone
from pipelines.documents.workbook import read_workbook
from tests.pipelines.documents.press_manifest import manifest, photo

DOWNLOADS = "https://press.example/f/"


def rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_photo_with_every_language() -> None:
    made_by_ai = photo("p3", ai=Ai(made="wholly", confirmed=True))
    table = captions_table(manifest(photo("p1", captions={"en": "A feast"}), Tombstone(id="p2"), made_by_ai))
    head, first, third = rows(table)
    texts = ["caption_de", "caption_en", "alt_de", "alt_en"]
    assert head == ["id", "filename", "credit", *texts, "download", "order", "hero", "version", "ai"]
    standing = ["https://press.example/f/p1.jpg", "1", "hero", "1", ""]
    assert first == ["p1", "p1.jpg", "©Stadt/Anna", "", "A feast", "Menschen", "", *standing]
    standing = ["https://press.example/f/p3.jpg", "3", "", "1", "wholly"]
    assert third == ["p3", "p3.jpg", "©Stadt/Anna", "Ein Fest", "A feast", "Menschen", "", *standing]


def test_the_workbook_says_the_same_and_the_same_captions_are_the_same_bytes() -> None:
    made = manifest(photo("p1", captions={"de": "=1+1", "en": "Żółw"}), photo("p2"))
    said = [[str(cell) for cell in cells] for _number, cells in read_workbook(captions_workbook(made))]
    plain = [[unguard_cell(cell) for cell in row] for row in rows(captions_table(made))]
    assert [[unguard_cell(cell) for cell in row] + [""] * (len(plain[0]) - len(row)) for row in said] == plain
    assert captions_workbook(made) == captions_workbook(made)


def test_a_text_that_no_cell_holds_is_shortened() -> None:
    [_head, row] = read_workbook(captions_workbook(manifest(photo(captions={"de": "x" * 40_000}))))
    cell = str(row[1][3])
    assert (len(cell) <= 32_767, cell[-2:]) == (True, "x…")


def test_editors_and_spreadsheets_know_its_encoding_and_its_lines() -> None:
    table = captions_table(manifest(photo(captions={"de": "Żółw"})))
    assert table.startswith("\ufeffid,".encode())
    assert table.count(b"\r\n") == table.count(b"\n") == 2


def test_no_cell_is_run_as_a_formula() -> None:
    [_head, row] = rows(captions_table(manifest(photo(captions={"de": "=1+1", "en": "@SUM(A1)"}))))
    assert row[3:5] == ["'=1+1", "'@SUM(A1)"]


def test_no_part_of_a_cell_is_run_where_the_table_is_opened_by_other_separators() -> None:
    captions = {"de": "Ein Fest;=1+1", "en": "A feast\n=1+1"}
    [_head, row] = rows(captions_table(manifest(photo(captions=captions))))
    assert row[3:5] == ["Ein Fest;'=1+1", "A feast\n'=1+1"]
