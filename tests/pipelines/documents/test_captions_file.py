"""The captions CSV, as spreadsheets write it."""

import datetime as dt
import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.credit import MAX_CREDIT
from pipelines.documents.captions_file import (
    CaptionChange,
    CaptionErrors,
    CaptionRow,
    CellError,
    Column,
    KnownPhoto,
    TableFormat,
    export_captions,
    parse_captions,
)
from pipelines.text import MAX_TEXT, clean_line, clean_text

COLUMNS = [
    Column("order", "number"),
    *(Column(heading, "text", MAX_TEXT) for heading in ("caption_de", "caption_en", "alt_de", "alt_en")),
    Column("credit", "line", MAX_CREDIT),
]
HEADINGS = [column.heading for column in COLUMNS]
KNOWN = [KnownPhoto("a1", "DSC_1.JPG"), KnownPhoto("b2", "DSC_2.JPG"), KnownPhoto("c3", "DSC_2.JPG")]


def errors_of(data: bytes, known: Sequence[KnownPhoto] = KNOWN) -> list[CellError]:
    with pytest.raises(CaptionErrors) as caught:
        parse_captions(data, COLUMNS, known)
    assert all(f"row {e.row}, {e.column}: {e.message}" in str(caught.value) for e in caught.value.errors)
    return caught.value.errors


def test_export_is_what_german_excel_opens() -> None:
    values = CaptionRow("a1", "DSC_1.JPG", {"order": 1, "caption_de": "V.l.: Michał", "alt_en": "Three people"}).values
    row = CaptionRow("a1", "DSC_1.JPG", {**values, "credit": "©Stadt/A"})
    assert export_captions([row], COLUMNS).decode("utf-8") == (
        "\ufeffphoto id,filename,order,caption_de,caption_en,alt_de,alt_en,credit\r\n"
        "a1,DSC_1.JPG,1,V.l.: Michał,,,Three people,©Stadt/A\r\n"
    )


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1", "''-x"])
def test_formulas_are_guarded_and_come_back(formula: str) -> None:
    data = export_captions([CaptionRow("a1", "=x.jpg", {"order": 1, "caption_de": formula})], COLUMNS)
    assert f"a1,'=x.jpg,1,'{formula}," in data.decode()
    assert parse_captions(data, COLUMNS, KNOWN)[0].values["caption_de"] == formula


CELL = st.one_of(st.text(max_size=60), st.text("=+-@'\";,\n x", max_size=12))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(texts=st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=5))
@settings(max_examples=60)
def test_what_goes_out_comes_back(kind: TableFormat, texts: list[tuple[str, str, str, str, str]]) -> None:
    rows = [
        CaptionRow(
            f"p{number}",
            "DSC_1.JPG",
            dict(zip(HEADINGS, [number, *map(clean_text, cells[:4]), clean_line(cells[4])], strict=True)),
        )
        for number, cells in enumerate(texts, start=1)
    ]
    known = [KnownPhoto(row.id, row.filename, row.values) for row in rows]
    assert parse_captions(export_captions(rows, COLUMNS, kind), COLUMNS, known) == [
        CaptionChange(row.id, {heading: value for heading, value in row.values.items() if value is not None})
        for row in rows
    ]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_spreadsheet_is_understood(bom: bytes, delimiter: str, line_end: str) -> None:
    lines = [["Photo ID", "caption_de"], ["a1", '"Erste, Zeile; so\nzweite ""Zeile"""'], [], ["b2", "Zwei"]]
    data = bom + line_end.join(delimiter.join(cells) for cells in lines).encode()
    assert parse_captions(data, COLUMNS, KNOWN) == [
        CaptionChange("a1", {"caption_de": 'Erste, Zeile; so\nzweite "Zeile"'}),
        CaptionChange("b2", {"caption_de": "Zwei"}),
    ]


def test_only_cells_that_are_there_change_anything() -> None:
    data = b"photo id,caption_de,caption_en,credit\na1,,x,\nb2,y\n"
    assert parse_captions(data, COLUMNS, KNOWN) == [
        CaptionChange("a1", {"caption_de": "", "caption_en": "x", "credit": ""}),
        CaptionChange("b2", {"caption_de": "y"}),
    ]


def test_a_unique_file_name_stands_for_the_id() -> None:
    assert parse_captions(b"filename,caption_de\nDSC_1.JPG,x\n", COLUMNS, KNOWN) == [
        CaptionChange("a1", {"caption_de": "x"})
    ]
    (error,) = errors_of(b"filename,caption_de\nDSC_2.JPG,x\n")
    assert (error.row, error.column) == (2, "filename")
    assert "b2, c3" in error.message


def test_all_errors_come_at_once_and_nothing_is_taken() -> None:
    data = (
        "photo id;filename;order;caption_de;credit\n"
        "zz;;1;a;\n"
        ";DSC_9.JPG;1;b;\n"
        ";;1;c;\n"
        "a1;;zwei;d;\n"
        f'a1;;2;"e\n{"x" * 10_000}";{"y" * (MAX_CREDIT + 1)}\n'
        ";DSC_1.JPG;3;f;;extra\n"
    )
    assert [(e.row, e.column) for e in errors_of(data.encode())] == [
        (2, "photo id"),
        (3, "filename"),
        (4, "photo id"),
        (5, "order"),
        (6, "caption_de"),
        (6, "credit"),
        (6, "photo id"),
        (7, "file"),
        (7, "filename"),
    ]


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        ("photo id;caption_de\na1;Bürger".encode("cp1252"), "CSV UTF-8"),
        (b'photo id,caption_de\na1,"x', "quotation mark"),
        (b"photo id,caption_fr\na1,x", "no such column"),
        (b"photo id,credit,credit\na1,x,y", "more than once"),
        (b"caption_de\nx", "is needed"),
        (b"x" * (8 * 2**20 + 1), "too large"),
    ],
)
def test_a_file_that_is_no_captions_list_says_what_to_do(data: bytes, hint: str) -> None:
    (error, *_) = errors_of(data)
    assert hint in error.message


@given(st.binary(max_size=300))
def test_any_file_is_taken_or_refused_with_errors(data: bytes) -> None:
    changes: list[CaptionChange] = []
    errors: list[CellError] = []
    try:
        changes = parse_captions(b"photo id,caption_de\n" + data, COLUMNS, KNOWN)
    except CaptionErrors as refused:
        errors = refused.errors
    assert not (changes and errors)
    assert {change.photo_id for change in changes} <= {photo.id for photo in KNOWN}


def test_the_header_alone_says_what_separates_the_cells() -> None:
    data = b"\r\nphoto id,caption_de\na1,a;b;c;d\nb2,\tx;y;z\n"
    changes = parse_captions(data, COLUMNS, KNOWN)
    assert [change.values["caption_de"] for change in changes] == ["a;b;c;d", "x;y;z"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Bu\u0308rgerfest (2).JPG", "Bürgerfest (2).JPG"),
        ("Bürgerfest (2).JPG", "Bu\u0308rgerfest (2).JPG"),
        ("dsc_7.jpg", "DSC_7.JPG"),
        ("DSC_7", "DSC_7.JPG"),
        ("DSC_7.NEF", "DSC_7.JPG"),
        ("C:\\Fotos\\Bu\u0308rgerfest.jpg", "Bürgerfest.JPG"),
        ("/Volumes/Karte/DSC_7.CR3", "DSC_7.JPG"),
        ("Besuch 12.05.2024", "Besuch 12.05.2024"),
        ("Besuch 12.05.2024", "Besuch 12.05.2024.jpeg"),
    ],
)
def test_a_file_is_found_by_its_name_as_people_and_systems_write_it(written: str, stored: str) -> None:
    data = f"filename;caption_de\n{written};Text\n".encode()
    assert parse_captions(data, COLUMNS, [KnownPhoto("a1", stored)]) == [CaptionChange("a1", {"caption_de": "Text"})]


def test_a_name_as_written_comes_before_one_written_otherwise() -> None:
    known = [KnownPhoto("a1", "A.JPG"), KnownPhoto("b2", "a.jpg"), KnownPhoto("c3", "A"), KnownPhoto("d4", "A.PNG")]
    changes = parse_captions(b"filename,caption_de\nA.JPG,1\na.jpg,2\nA,3\n", COLUMNS, known)
    assert [change.photo_id for change in changes] == ["a1", "b2", "c3"]
    (error,) = errors_of(b"filename,caption_de\na,x\n", [known[0], known[3]])
    assert "a1, d4" in error.message


def test_a_first_line_for_excel_is_no_header() -> None:
    data = b"sep=;\r\nfilename;caption_de\r\nDSC_1.JPG;Text; \r\n"
    assert parse_captions(data, COLUMNS, KNOWN) == [CaptionChange("a1", {"caption_de": "Text"})]
    (error,) = errors_of(data.replace(b"DSC_1", b"DSC_9"))
    assert error.row == 2, "as Excel counts, which does not show that line"


def test_empty_rows_may_stand_before_the_header() -> None:
    data = b";\r\n\r\nfilename;caption_de\r\nDSC_1.JPG;Text\r\n"
    assert parse_captions(data, COLUMNS, KNOWN) == [CaptionChange("a1", {"caption_de": "Text"})]
    assert [error.row for error in errors_of(data.replace(b"caption_de", b"caption"))] == [3]


@pytest.mark.parametrize("damaged", ["#NAME?", "#WERT!", "Oberb\ufffdrgermeister", "OberbÃ¼rgermeister"])
def test_what_a_spreadsheet_spoilt_is_no_caption(damaged: str) -> None:
    data = f"filename;caption_de\nDSC_1.JPG;ok\nDSC_1.JPG;{damaged}\n".encode()
    errors = errors_of(data)
    assert (errors[-1].row, errors[-1].column) == (3, "caption_de")
    unchanged = [KnownPhoto("a1", "DSC_1.JPG", {"caption_de": damaged})]
    assert parse_captions(data.replace(b"DSC_1.JPG;ok\n", b""), COLUMNS, unchanged)


def test_a_date_made_of_a_file_name_is_told() -> None:
    data = workbook_of([["filename", "caption_de"], [dt.datetime(2024, 5, 12), "x"]])  # noqa: DTZ001 (Excel knows no zone)
    assert [(error.row, error.column) for error in errors_of(data)] == [(2, "filename"), (2, "photo id")]
    assert "made a date" in errors_of(data)[0].message


def workbook_of(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    book.close()
    return out.getvalue()
