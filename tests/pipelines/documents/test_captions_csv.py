"""The captions as a table that a spreadsheet opens, and runs nothing from."""

from __future__ import annotations

import csv
import io

from pipelines.documents.captions_csv import captions_table
from pipelines.documents.manifest import Tombstone
from tests.pipelines.documents.press_manifest import manifest, photo

DOWNLOADS = "https://press.example/f/"


def rows(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_photo_with_every_language() -> None:
    table = captions_table(manifest(photo("p1", captions={"en": "A feast"}), Tombstone(id="p2"), photo("p3")))
    assert rows(table) == [
        ["id", "filename", "credit", "caption_de", "caption_en", "alt_de", "alt_en", "download", "order", "hero"],
        ["p1", "p1.jpg", "©Stadt/Anna", "", "A feast", "Menschen", "", "https://press.example/f/p1.jpg", "1", "hero"],
        [
            "p3",
            "p3.jpg",
            "©Stadt/Anna",
            "Ein Fest",
            "A feast",
            "Menschen",
            "",
            "https://press.example/f/p3.jpg",
            "2",
            "",
        ],
    ]


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
