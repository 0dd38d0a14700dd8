"""The typeface: which names it can write, and that it is the file whose digest is in every key."""

import hashlib
import unicodedata

import pytest

from pipelines.watermark.typeface import FONT_DIGEST, FONT_FILE, NO_GLYPH, has_glyph, typeface


@pytest.mark.parametrize("text", ["©/äöüßÄÖÜ", "ąćęłńóśźż", "Ελένη", "Київ Їжак", "Đặng Hương", " \u00a0"])
def test_latin_greek_and_cyrillic_are_there(text: str) -> None:
    assert [character for character in text if not has_glyph(character)] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("\u0020", "\u007e"),
        ("\u00a0", "\u017f"),
        ("Ș", "ț"),
        ("Ạ", "ỹ"),
        ("΄", "ώ"),
        ("ἀ", "῾"),
        ("Ѐ", "џ"),
        ("Ґ", "ґ"),
        ("\u2010", "\u2015"),  # the hyphens that word processors put into double names, and dashes
        ("‘", "„"),
    ],
    ids=[
        "Latin",
        "European Latin",
        "Romanian",
        "Vietnamese",
        "Greek",
        "polytonic Greek",
        "Cyrillic",
        "Ukrainian",
        "hyphens",
        "quotes",
    ],
)
def test_every_letter_of_a_script_has_a_glyph(first: str, last: str) -> None:
    assigned = [chr(code) for code in range(ord(first), ord(last) + 1) if unicodedata.category(chr(code)) != "Cn"]
    assert [f"U+{ord(character):04X}" for character in assigned if not has_glyph(character)] == []


@pytest.mark.parametrize("character", ["李", "😀", "ש", NO_GLYPH])
def test_what_would_be_a_box_is_known(character: str) -> None:
    assert not has_glyph(character)


def test_sizes_are_pixels_and_the_digest_is_the_file_s() -> None:
    assert typeface(48).getlength("Anna") == pytest.approx(2 * typeface(24).getlength("Anna"), rel=0.05)
    assert hashlib.sha256(FONT_FILE.read_bytes()).hexdigest() == FONT_DIGEST
