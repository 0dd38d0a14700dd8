"""Setting a credit in type: never a box, never too wide, the photographer's name last to go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.watermark.lettering import MAX_LINES, drawable, line_width, text_mask, typeset
from pipelines.watermark.style import WatermarkStyle

STYLE = WatermarkStyle()
CREDIT = "©Landeshauptstadt Beispielstadt/Vorname Nachname"
SIZES = st.tuples(st.integers(1, 4000), st.integers(1, 4000))


@pytest.mark.parametrize("name", ["Michał Ożóg", "Ελένη Παπαδοπούλου", "Київ Їжак", "Đặng Thị Hương", "Jürgen Groß"])
def test_latin_greek_and_cyrillic_names_are_drawn(name: str) -> None:
    assert drawable(f"©Stadt/{name}") == (f"©Stadt/{name}", ())


def test_a_missing_glyph_is_left_out_and_named() -> None:
    assert drawable("©Stadt/李 Li 😀") == ("©Stadt/ Li", ("李", "😀"))
    assert typeset("©Stadt/Li 😀", (1600, 1200), STYLE).warnings == ("missing_glyph: 😀",)


def test_combining_marks_are_composed() -> None:
    assert drawable("Mu\u0308ller") == ("Müller", ())


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
