"""A PNG's own texts: Latin-1 or UTF-8, behind every other carrier."""

from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.png_texts import MAX_BYTES, read_png_texts
from tests.pipelines.exiftool import write_tags
from tests.pipelines.metadata.carriers import save_photo, value_of, xmp_of
from tests.pipelines.metadata.makers import chunk, png_with, xmp_chunk


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "mac_roman"])
def test_a_text_is_read_in_its_charset(charset: str) -> None:
    assert read_png_texts({"Author": "Jörg Groß".encode(charset)}).creator == "Jörg Groß"


def test_every_keyword_is_its_own_field() -> None:
    texts = {"Title": b"T", "Author": b"A", "Description": b"D", "Copyright": b"C", "Software": b"S"}
    found = read_png_texts(texts | {"Creation Time": b"2019:09:01 18:05:06"})
    assert (found.title, found.creator, found.copyright, found.programs) == ("T", "A", "C", ("S",))
    assert found.captions == {"x-default": "D"}
    assert found.taken == "2019-09-01T18:05:06"


def test_a_heavy_text_is_cut_before_it_is_cleaned() -> None:
    assert read_png_texts({"Title": b" " * MAX_BYTES + b"T"}).title == ""
    assert read_png_texts({"Title": b" " * (MAX_BYTES - 1) + b"T"}).title == "T"


def test_other_carriers_go_before(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    texts = [chunk(b"tEXt", b"Author\0Anna"), chunk(b"tEXt", b"Title\0Fest")]
    path.write_bytes(png_with(texts, [xmp_chunk(xmp_of("<dc:creator>Bert</dc:creator>"))]))
    found = read_metadata(path, "PNG")
    assert (value_of(found.creator), value_of(found.title)) == (("Bert", "xmp"), ("Fest", "png"))
    assert [value_of(other) for other in found.alternatives["creator"]] == [("Anna", "png")]


def test_what_exiftool_writes_comes_back(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.png", "PNG")
    write_tags(path, "-PNG:Author=Michał", "-PNG:Title=Fest", "-PNG:Description=Die Brücke", "-PNG:Copyright=© Stadt")
    found = read_metadata(path, "PNG")
    assert value_of(found.creator) == ("Michał", "png")
    assert value_of(found.title) == ("Fest", "png")
    assert value_of(found.caption) == ("Die Brücke", "png")
    assert value_of(found.copyright) == ("© Stadt", "png")


@pytest.mark.parametrize(
    ("written", "taken", "offset"),
    [
        ("Sun, 12 May 2024 10:11:12 +0200", "2024-05-12T10:11:12", "+02:00"),
        ("12 May 2024 10:11:12 GMT", "2024-05-12T10:11:12", "+00:00"),
        ("12 May 2024 10:11:12 CEST", "2024-05-12T10:11:12", ""),
        ("Wed, 1 Nov 2023 09:05", "2023-11-01T09:05", ""),
        ("2024-05-12T10:11:12", "2024-05-12T10:11:12", ""),
        ("12 Mai 2024 10:11:12", "2024-05-12T10:11:12", ""),
        ("12 Floréal 2024 10:11:12", "", ""),
    ],
)
def test_the_date_may_be_a_mail_s(written: str, taken: str, offset: str) -> None:
    found = read_png_texts({"Creation Time": written.encode()})
    assert (found.taken, found.utc_offset) == (taken, offset)
