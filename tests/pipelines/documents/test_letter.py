"""The mail to the press list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipelines.documents.letter import MAX_PHOTOS, Letter, release_letter
from pipelines.documents.manifest import Correction
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release


def letter(*photos: Any, language: str = "de", correction: bool = False, version: int = 1, **fields: Any) -> Letter:
    made = manifest(*photos, text=release(**fields)).model_copy(update={"photos": photos, "version": version})
    return release_letter(made, house(), off="https://d.example/off/", language=language, correction=correction)


def test_it_says_the_most_important_and_links_to_the_rest() -> None:
    made = letter(photo(), language="en", titles={"en": "Feast"}, summaries={"en": "In short"})
    assert made.subject == "Feast"
    for said in (
        "Feast",
        "In short",
        "©Stadt/Anna",
        "https://press.example/releases/",
        "https://d.example/off/",
        "Unsubscribe",
    ):
        assert said in made.text
        assert said in made.html
    assert "<img" not in made.html


def test_three_photos_at_most_and_none_are_a_letter_too() -> None:
    assert letter(*(photo(id=f"p{n}") for n in range(5))).text.count("©Stadt/Anna") == MAX_PHOTOS
    assert "\nFotos:\n" not in letter().text


def test_markup_in_texts_is_text_and_a_subject_is_one_line() -> None:
    made = letter(titles={"de": "Fest\r\nBcc: x@example.org <b>"})
    assert made.subject == "Fest Bcc: x@example.org <b>"
    assert "<b>" not in made.html


def test_a_language_that_a_release_lacks_gives_way_to_another() -> None:
    made = letter(language="en", titles={"de": "Fest"}, summaries={"de": "Kurz"})
    assert (made.subject, "Kurz" in made.text, "Unsubscribe" in made.text) == ("Fest", True, True)


def test_a_correction_says_what_its_note_says() -> None:
    noted = Correction(version=2, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), notes={"de": "Der Ort war falsch."})
    made = letter(correction=True, version=2, titles={"de": "Fest"}, corrections=(noted,))
    assert made.subject == "Korrektur: Fest"
    assert "Der Ort war falsch." in made.text
    assert "Der Ort war falsch." in made.html
    assert "Der Ort war falsch." not in letter(version=2, corrections=(noted,)).text, (
        "the first letter is no correction"
    )
