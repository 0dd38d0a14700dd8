"""Values of any carrier, cleaned: dates, languages, source types, and what is no caption."""

import datetime as dt
from pathlib import Path

import pytest

from pipelines.metadata.embedded import read_metadata
from pipelines.metadata.findings import (
    SOURCE_TYPES,
    read_caption,
    read_date,
    read_languages,
    read_source_type,
    read_words,
)
from tests.pipelines.metadata.carriers import (
    TAKEN,
    exif_of,
    save_photo,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        ("https://cv.iptc.org/newscodes/digitalsourcetype/print/", "print"),
        ("http://evil.example/digitalsourcetype/print", ""),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/<b>", ""),
        ("digitalCapture", ""),
    ],
)
def test_a_source_type_is_one_of_the_vocabulary(text: str, expected: str) -> None:
    assert read_source_type(text) == (SOURCE_TYPES + expected if expected else "")


@pytest.mark.parametrize(
    "junk",
    ["OLYMPUS DIGITAL CAMERA", "SANYO DIGITAL CAMERA", "  ", "DSC_0001.JPG", "Created with GIMP", "untitled", "null"],
)
def test_junk_is_no_caption(junk: str, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg", exif=exif_of({0x010E: junk.encode()}))
    assert read_metadata(path, "JPEG").caption is None


@pytest.mark.parametrize("caption", ["Created by pupils of the Rathausschule", "Digital camera show", "V.l.: A, B"])
def test_people_s_words_are_captions(caption: str) -> None:
    assert read_caption(caption) == caption


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019:09:01 18:05:06", (TAKEN, "")),
        ("2019:09:01 18:05:06\x00", (TAKEN, "")),
        ("2019-09-01T18:05:06.25+02:00", (TAKEN, "+02:00")),
        ("2019-09-01T18:05:06Z", (TAKEN, "+00:00")),
        ("20190901 180506-0330", (TAKEN, "-03:30")),
        ("2019-09-01", (TAKEN.replace(hour=0, minute=0, second=0), "")),
        ("0000:00:00 00:00:00", (None, "")),
        ("    :  :     :  :  ", (None, "")),
        ("2019:13:01 18:05:06", (None, "")),
        ("1019:09:01 18:05:06", (None, "")),
        ("gestern", (None, "")),
    ],
)
def test_dates_of_all_carriers(text: str, expected: tuple[dt.datetime | None, str]) -> None:
    assert read_date(text) == expected


def test_languages_are_told_by_their_primary_tag() -> None:
    tagged = [("x-default", "d"), ("de-DE", "a"), ("de-AT", "b"), ("", "c"), ("<x>", "e"), ("en", " ")]
    assert read_languages(tagged) == {"x-default": "d", "de": "a"}


def test_words_are_cut_to_their_limits_and_each_stands_once() -> None:
    assert read_words(["x" * 101, " b ", "", "b"]) == ("x" * 100, "b")
    assert len(read_words([str(number) for number in range(200)])) == 100
