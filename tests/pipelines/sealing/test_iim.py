"""The IIM block: cut to its lengths, between characters."""

from pathlib import Path

import pytest

from pipelines.sealing.seal import SealedFields, seal
from tests.pipelines.exiftool import find_faults, read_tags
from tests.pipelines.sealing.sealed_files import render

# Bytes that IIM 4.2 gives each text.
IIM_SIZES = {
    "ObjectName": 64,
    "Keywords": 64,
    "SpecialInstructions": 256,
    "By-line": 32,
    "City": 32,
    "Sub-location": 32,
    "Country-PrimaryLocationName": 64,
    "Headline": 256,
    "Credit": 32,
    "CopyrightNotice": 128,
    "Caption-Abstract": 2000,
}


@pytest.mark.parametrize(("code", "expected"), [("DEU", "DEU"), ("DE", None)])
def test_iim_takes_a_country_code_of_three_letters_alone(code: str, expected: str | None, tmp_path: Path) -> None:
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg", None, (8, 8)), SealedFields(country_code=code)))
    tags = read_tags(path)
    assert tags["XMP-iptcCore:CountryCode"] == code
    assert tags.get("IPTC:Country-PrimaryLocationCode") == expected


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("letter", ["ü", "語", "😀"])
def test_iim_is_cut_between_characters_to_its_sizes(letter: str, shift: int, tmp_path: Path) -> None:
    text = "a" * shift + letter * 2000
    line = text[:500]
    names = (
        "title",
        "instructions",
        "creator",
        "city",
        "sublocation",
        "country_code",
        "country",
        "credit",
        "copyright",
    )
    fields = SealedFields.model_validate(
        dict.fromkeys(names, line) | {"keywords": (line,), "headlines": {"de": text}, "captions": {"de": text}}
    )
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg", None, (8, 8)), fields))
    tags = read_tags(path)
    for name, size in IIM_SIZES.items():
        value = tags.get(f"IPTC:{name}", "")
        whole = text if name in ("Headline", "Caption-Abstract") else line
        assert whole.startswith(value)
        assert size - 3 <= len(value.encode()) <= size
    assert tags["IPTC:CodedCharacterSet"] == "\x1b%G"
    assert tags["XMP-photoshop:Credit"] == line, "the truth is beside it"
    assert find_faults(path) == []
