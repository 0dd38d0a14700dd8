"""Cells that a spreadsheet would run, and cells that one spoilt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.cells import became_number, find_damage, guard_cell, unguard_cell

RISKY = st.text(st.sampled_from("=+-@＝＋－＠'\";,\t\r\n ax"), max_size=12)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", "Text;", "Text,", "Text\n", "Text\r\n", "Text\t", "Text|", "'", "Text;'"])
def test_what_a_spreadsheet_would_run_is_guarded_wherever_a_cell_may_begin(before: str, sign: str) -> None:
    cell = f"{before}{sign}HYPERLINK(1)"
    assert f"'{sign}HYPERLINK(1)" in guard_cell(cell)
    assert unguard_cell(guard_cell(cell)) == cell


@pytest.mark.parametrize("cell", ['Text;"=1"', "Text; =1", " =1", 'Text\n "+1'])
def test_blanks_and_quotation_marks_before_it_hide_nothing(cell: str) -> None:
    start = cell.replace("Text", "")[:1] if cell.startswith("Text") else ""
    assert f"{start}'" in guard_cell(cell)
    assert unguard_cell(guard_cell(cell)) == cell


@pytest.mark.parametrize("cell", ["", "V.l.: A, B", "10-20 Uhr", "A – B", "it's", "'quoted'", "Anna-Ελένη", "a=b"])
def test_other_texts_stay_as_they_are(cell: str) -> None:
    assert (guard_cell(cell), unguard_cell(cell)) == (cell, cell)


@given(st.one_of(st.text(max_size=40), RISKY))
def test_the_guard_comes_off_again(cell: str) -> None:
    guarded = guard_cell(cell)
    assert unguard_cell(guarded) == cell
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))


ERRORS = "#NAME? #REF! #BEZUG! #WERT! #VALUE! #VALEUR! #DIV/0! #NV #N/A #ZAHL! #NULL! #ÜBERLAUF! ######## Err:502"
ERRORS += " #name? #NOM?"


@pytest.mark.parametrize("error", ERRORS.split())
def test_an_error_of_a_spreadsheet_is_no_text(error: str) -> None:
    assert "is an error of the spreadsheet" in find_damage(error)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Oberb\ufffdrgermeister", "lost letters"),
        ("Oberbürgermeister".encode().decode("cp1252"), "garbled letters"),
        ("Oberbürgermeister".encode().decode("mac_roman"), "garbled letters"),
        ("Köln".encode().decode("cp1252") + " und Düsseldorf", "garbled letters"),
    ],
)
def test_a_wrong_encoding_is_told(text: str, hint: str) -> None:
    assert hint in find_damage(text)


@pytest.mark.parametrize(
    "text",
    ["", "#NAME? fehlt", "Die #NV-Taste", "Ärger, Âge, Ångström", "Michał ÄÖÜ", "#", "√2 und √x", "São João", "#Köln!"],
)
def test_a_sound_text_is_left_alone(text: str) -> None:
    assert find_damage(text) == ""


def test_a_number_made_of_a_name_is_known() -> None:
    assert became_number("1,2E+10")
    assert became_number("12E+45") is False
    assert not became_number("k3x9")
