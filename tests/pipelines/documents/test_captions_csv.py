"""`captions.csv`: a table that spreadsheets open as it is, and run nothing of."""

import csv
import io

from pipelines.documents.captions_csv import captions_table
from pipelines.documents.manifest import Tombstone
from tests.pipelines.documents.manifests import PRESS, make_manifest, make_photo


def test_a_row_a_live_photo_and_a_column_a_language() -> None:
    photos = (make_photo("a1", captions={"de": 'Łódź,\n"Fest"'}), Tombstone(id="b2"), make_photo("c3"))
    data = captions_table(make_manifest(photos=photos))
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets take UTF-8 for something else without the mark"
    header, first, second = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert header == ["id", "filename", "credit", "caption_de", "caption_en", "alt_de", "alt_en", "download"]
    link = f"{PRESS}/pressebilder/2609/a.jpg"
    assert first == ["a1", "a.jpg", "©Stadt/Anna", 'Łódź,\n"Fest"', "", "Menschen", "", link]
    assert second[0] == "c3"
    assert data.endswith(b"\r\n")


def test_a_cell_that_would_be_a_formula_is_guarded() -> None:
    photo = make_photo(captions={"de": "=HYPERLINK(1)"}, credit="+1")
    table = captions_table(make_manifest(photos=(photo,))).decode("utf-8-sig")
    _header, row = csv.reader(io.StringIO(table, newline=""))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "HYPERLINK(1)" in row[3]
