"""Text cleaned for PostgreSQL, XML and the eye."""

import unicodedata
from xml.sax.saxutils import escape

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import (
    MAX_LINE,
    MAX_MARKS,
    MAX_TEXT,
    MAX_WORDS,
    clean_line,
    clean_text,
    cut_bytes,
    escape_text,
    plain_line,
)

ANY_TEXT = st.text(st.characters(codec=None))


def test_captions_keep_their_lines_and_lose_what_cannot_be_stored() -> None:
    assert clean_text(" V.l.: A\r\nB\u2028C\x00\ud800\u202e\ufffe ") == "V.l.: A\nB\nC"
    assert clean_line("a \n\t b\u00a0c") == "a b c"
    assert clean_text("👩‍👧 ok") == "👩‍👧 ok"  # a zero-width joiner makes one of two emoji
    assert clean_text("u\u0308") == "ü"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Müller\u2011Lüden\u00adscheidt", "Müller-Lüdenscheidt"),
        ("A\u2010B", "A-B"),
        ("A\u2012B\u2043C\u02d7D\u2212E\ufe63F\uff0dG", "A-B-C-D-E-F-G"),
        ("A – B — C", "A – B — C"),
        ("A\u00a0B\u202fC\u3000D\u2800E", "A B C D E"),
        ("\ufeffA\u200bB\u2060C\u200e\u061c\u202e", "ABC"),
        ("u\u200b\u0308", "ü"),
        ("♥\ufe0f葛\U000e0100", "♥葛"),
        ("A\u200dB\u200c", "AB"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("क्\u200dष", "क्\u200dष"),
        ("علی\u200c x", "علی x"),
    ],
)
def test_a_plain_line_holds_nothing_that_looks_otherwise_elsewhere(written: str, plain: str) -> None:
    assert plain_line(written) == plain
    assert plain_line(plain) == plain


def test_a_heap_of_accents_is_cleared() -> None:
    heap = "e" + "\u0301\u0316" * 500_000  # two kinds in turn: sorting them all would take 20 minutes
    assert len(clean_text(f"Caf{heap}")) == len("Café") + MAX_MARKS - 1  # one is in the é
    vietnamese = "Việt Nam, Nguyễn Thị Ánh"
    assert clean_text(unicodedata.normalize("NFD", vietnamese)) == vietnamese


@given(ANY_TEXT, st.integers(0, 50))
def test_cleaned_text_survives_xml(text: str, limit: int) -> None:
    cleaned = clean_text(text, limit)
    assert len(cleaned) <= limit
    assert cleaned == clean_text(cleaned)
    assert (ElementTree.fromstring(f"<a>{escape(cleaned)}</a>").text or "") == cleaned


@given(st.text(), st.integers(0, 40))
def test_bytes_are_cut_between_characters(text: str, size: int) -> None:
    raw = cut_bytes(text, size)
    assert len(raw) <= size
    assert text.startswith(raw.decode())
    assert len(raw) > size - 4 or raw.decode() == text


@given(ANY_TEXT)
def test_escaped_text_is_printable_and_escaped_once(text: str) -> None:
    escaped = escape_text(text)
    assert escaped.encode().decode() == escaped
    assert not {"\n", "\x00", "\u202e", "\u200b"} & set(escaped)
    assert escape_text(escaped) == escaped


def test_names_are_left_as_they_are() -> None:
    assert escape_text("Michał (4) – Ελένη.jpg") == "Michał (4) – Ελένη.jpg"


def test_the_limits_are_those_that_people_were_told() -> None:
    assert (MAX_TEXT, MAX_LINE, MAX_WORDS) == (5_000, 500, 100)


def test_thirty_marks_in_a_row_stay_and_no_more() -> None:
    for letter in ("", "x", "xx"):
        assert clean_text(letter + "\u0301" * 30) == letter + "\u0301" * 30
        assert clean_text(letter + "\u0301" * 31) == letter + "\u0301" * 30


def test_every_noncharacter_is_taken_out_and_its_neighbours_stay() -> None:
    ends = [plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF)]
    for code in (*ends, *range(0xFDD0, 0xFDF0)):
        assert clean_text(f"a{chr(code)}b") == "ab", hex(code)
    for code in (0xFDCF, 0xFDF0, *(plane * 0x10000 + 0xFFFD for plane in range(17))):
        assert clean_text(f"a{chr(code)}b") == f"a{chr(code)}b", hex(code)


@pytest.mark.parametrize(
    ("character", "escaped"),
    [
        ("\x00", r"\x00"),
        ("\n", r"\x0a"),
        ("\x1f", r"\x1f"),
        (" ", " "),
        ("~", "~"),
        ("\x7f", r"\x7f"),
        ("\x9f", r"\x9f"),
        ("\xa0", "\xa0"),
        ("\xff", "\xff"),
        ("\u200b", r"\u200b"),
        ("\u200f", r"\u200f"),
        ("\u202e", r"\u202e"),
        ("\u2066", r"\u2066"),
        ("\u2028", r"\u2028"),
        ("\ud800", r"\ud800"),
        ("\ufeff", r"\ufeff"),
    ],
)
def test_an_escape_names_the_character(character: str, escaped: str) -> None:
    assert escape_text(f"a{character}b") == f"a{escaped}b"


def test_what_is_cut_ends_without_blanks() -> None:
    assert (clean_text("ab cd", 3), clean_line("ab cd", 3), clean_text("ab cd", 4)) == ("ab", "ab", "ab c")
    assert (cut_bytes("aé", 2), cut_bytes("aé", 3), cut_bytes("aé", 0)) == (b"a", "aé".encode(), b"")
