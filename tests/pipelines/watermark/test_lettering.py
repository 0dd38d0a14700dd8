"""Setting a credit in type: never a box, never too wide, the photographer's name last to go."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.watermark.lettering import MAX_LINES, Lettering, drawable, line_width, text_mask, typeset
from pipelines.watermark.style import WatermarkStyle

STYLE = WatermarkStyle()
CREDIT = "©Landeshauptstadt Beispielstadt/Vorname Nachname"
SIZES = st.tuples(st.integers(1, 4000), st.integers(1, 4000))


@pytest.mark.parametrize("name", ["Michał Ożóg", "Ελένη Παπαδοπούλου", "Київ Їжак", "Đặng Thị Hương", "Jürgen Groß"])
def test_latin_greek_and_cyrillic_names_are_drawn(name: str) -> None:
    assert drawable(f"©Stadt/{name}") == (f"©Stadt/{name}", ())


def test_a_missing_glyph_is_left_out_and_named() -> None:
    assert drawable("©Stadt/ᠮ Li 😀") == ("©Stadt/ Li", ("ᠮ", "😀"))
    assert typeset("©Stadt/Li 😀 ᠮ", (1600, 1200), STYLE).warnings == ("missing_glyph: 😀 ᠮ",)


def test_combining_marks_are_composed() -> None:
    assert drawable("Mu\u0308ller") == ("Müller", ())


@pytest.mark.parametrize("character", ["\ue000", "\u0378", "\U000f0000"])
def test_what_cannot_be_shown_is_named_by_number_for_remarks_are_printable(character: str) -> None:
    (remark,) = typeset(f"©Stadt/Li {character}", (1600, 1200), STYLE).warnings
    assert remark == f"missing_glyph: U+{ord(character):04X}"


@given(st.text(max_size=200))
def test_a_remark_is_a_short_printable_line_whatever_is_missing(credit: str) -> None:
    for remark in typeset(credit, (1600, 1200), STYLE).warnings:
        assert remark.isprintable()
        assert len(remark) < 120


def test_hyphens_and_unseen_characters_are_plain_before_they_are_drawn() -> None:
    assert drawable("\ufeff©Stadt/Eva Müller\u2011Lüden\u00adscheidt\u200b") == ("©Stadt/Eva Müller-Lüdenscheidt", ())


@pytest.mark.parametrize("name", ["प्रिया शर्मा क्षत्रिय", "สมชาย น้ำใจดี", "רָבִינוֹבִיץ׳", "김민수"])
def test_a_name_is_shortened_between_letters(name: str) -> None:
    for width in range(60, 400, 20):
        start = " ".join(typeset(f"©{name}", (width, 3000), STYLE).lines).rstrip("…")
        rest = f"©{name}".removeprefix(start).lstrip()
        assert f"©{name}".startswith(start)
        assert not rest or unicodedata.category(rest[0])[0] != "M"


def test_a_usual_credit_takes_one_line() -> None:
    text = typeset(CREDIT, (1600, 1200), STYLE)
    assert text.lines == (CREDIT,)
    assert text.warnings == ()


def test_a_small_picture_breaks_before_the_name() -> None:
    text = typeset(CREDIT, (400, 300), STYLE)
    assert text.em == STYLE.smallest, "smaller nobody reads"
    assert text.lines == ("©Landeshauptstadt Beispielstadt/", "Vorname Nachname")


def test_the_publisher_is_shortened_before_the_name() -> None:
    text = typeset(f"©{'Landesbetrieb ' * 12}/Vorname Nachname", (400, 300), STYLE)
    joined = " ".join(text.lines)
    assert "…/" in joined
    assert joined.endswith("Vorname Nachname")
    assert text.warnings == ("credit_shortened",)


def test_a_sliver_gets_no_text() -> None:
    text = typeset(CREDIT, (20, 4000), STYLE)
    assert text.lines == ()
    assert text.warnings == ("no_room_for_credit",)


@given(st.text(max_size=120), SIZES)
def test_the_text_never_takes_more_than_half_the_width(credit: str, size: tuple[int, int]) -> None:
    text = typeset(credit, size, STYLE)
    assert len(text.lines) <= MAX_LINES
    if text.lines:
        assert text.outer_size[0] <= size[0] // 2 + 1
        assert text.outer_size[1] <= size[1] // 2 + 1
        assert all(line_width(line, text.em) for line in text.lines)


@pytest.mark.parametrize("right", [False, True])
def test_the_letters_stay_within_their_box(right: bool) -> None:
    text = typeset("©Ågypten/Ñandú Çelik gjpqy", (1600, 1200), STYLE)
    inked = text_mask(text, text.outer_size, right=right).getbbox()
    left, top, end, bottom = text.inner_box
    assert inked is not None
    assert inked[0] >= left - 2
    assert inked[1] >= top - 2
    assert inked[2] <= end + 2
    assert inked[3] <= bottom + 2


def test_the_measures_of_a_lettering_add_up() -> None:
    bare = Lettering(("Anna", "A"), 20, ())
    width = line_width("Anna", 20)
    assert (bare.leading, bare.feather, bare.gap, bare.text_size) == (24, 6, 10, (width, 48))
    assert (bare.outer_size, bare.text_offset) == ((width + 24, 72), (0, 0))
    assert bare.inner_box == (12, 12, 12 + width, 60)


def test_a_logo_beside_the_lines_widens_the_lettering() -> None:
    beside = Lettering(("Anna", "A"), 20, (), logo=(30, 50))
    width = 30 + 10 + line_width("Anna", 20)
    assert (beside.outer_size, beside.text_offset) == ((width + 24, 74), (40, 0))
    assert beside.logo_place(500, right=True) == (500 - 12 - width, 12)
    assert beside.logo_place(500, right=False) == (12, 12)


def test_a_logo_above_the_lines_heightens_it() -> None:
    above = Lettering(("Anna", "A"), 20, (), logo=(90, 50), above=True)
    assert (above.outer_size, above.text_offset) == ((90 + 24, 48 + 10 + 50 + 24), (0, 60))
    assert above.logo_place(500, right=True) == (500 - 12 - 90, 12)
    assert above.logo_place(500, right=False) == (12, 12)
    assert above.inner_box == (12, 12, 102, 120)
