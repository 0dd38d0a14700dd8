"""The release as plain text, as a press office sends it: what a newsroom pastes."""

from __future__ import annotations

import pytest

from pipelines.documents.manifest import Ai, Contact, Link, Tombstone
from pipelines.documents.text_version import text_version, with_dateline
from tests.pipelines.documents.full_manifest import full_manifest
from tests.pipelines.documents.press_manifest import manifest, photo, release

WHOLE = """\ufeffLandeshauptstadt Beispielstadt
Pressemitteilung 20260901-1
1. September 2026

Fest
Drei Tage

Kurz gesagt

Leipzig – Langer Text mit Programm (https://a.example/p).

- eins
- zwei

Fotos

1. Ein Fest & mehr
   Foto: ©Stadt/Anna
   https://press.example/f/p1.jpg

Nutzungsbedingungen
Nur redaktionell

Links
Programm: https://example.org/programm

Kontakt
Anna
E-Mail: anna@example.org
____________________________________________________________

Landeshauptstadt Beispielstadt
Press release 20260901-1
1 September 2026

Feast

Leipzig – Long text

Photos

1. A feast
   Photo: ©Stadt/Anna
   https://press.example/f/p1.jpg

Links
Programm: https://example.org/programm

Contact
Anna
Email: anna@example.org
"""


def test_every_language_has_its_part_and_nothing_of_markdown() -> None:
    texts = {"de": "Langer **Text** mit [Programm](https://a.example/p).\n\n* eins\n* zwei", "en": "Long text"}
    made = manifest(photo(captions={"de": "Ein Fest & mehr", "en": "A feast"}), text=release(texts=texts))
    assert text_version(made).decode() == WHOLE


def test_what_a_release_does_not_say_leaves_no_gap() -> None:
    nothing = {"subtitles": {}, "summaries": {}, "texts": {}, "terms": {}, "number": "", "dateline": ""}
    text = release(titles={"de": "Fest"}, contact=Contact(), links=(Link(url="https://example.org"),), **nothing)
    made = manifest(photo(captions={"en": "A feast"}), text=text, version=2)
    assert text_version(made).decode("utf-8-sig") == (
        "Landeshauptstadt Beispielstadt\nPressemitteilung\n1. September 2026, Fassung 2\n\nFest\n\n"
        "Fotos\n\n1. A feast\n   Foto: ©Stadt/Anna\n   https://press.example/f/p1.jpg\n\nLinks\nhttps://example.org\n"
    )


def test_a_summary_is_no_markdown() -> None:
    made = manifest(text=release(summaries={"de": "10 Euro*, für Kinder 5 Euro*"}))
    assert "\n\n10 Euro*, für Kinder 5 Euro*\n\n" in text_version(made).decode()


def test_the_hero_is_named_where_there_are_others_and_ai_at_once() -> None:
    made = manifest(photo("p1", ai=Ai(made="wholly", confirmed=True)), Tombstone(id="gone"), photo("p2"), hero="p2")
    german, _line, english = text_version(made).decode().partition("____")
    assert "1. Ein Fest\n   Mit KI erzeugtes Bild\n   Foto:" in german
    assert german.partition("p1.jpg\n")[2].count("\n   Titelbild\n") == 1
    assert "3. A feast\n   Photo: ©Stadt/Anna\n   https://press.example/f/p2.jpg\n   Hero photo\n" in english


def test_a_text_has_a_headline_even_of_another_language() -> None:
    untitled = text_version(manifest(text=release(titles={"de": "Fest"}))).decode().partition("____")[2]
    assert "1 September 2026\n\nFest\n" in untitled


def test_a_correction_says_what_was_corrected() -> None:
    german, _line, english = text_version(full_manifest()).decode().partition("____")
    assert "Fassung 2\n\nKorrektur vom 1. September 2026: Der Name im Bild wurde berichtigt.\n" in german
    assert "Correction of 1 September 2026: A name was corrected.\n" in english


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Es beginnt.", "Leipzig – Es beginnt."),
        ("Leipzig – Es beginnt.", "Leipzig – Es beginnt."),
        ("LEIPZIG. Es beginnt.", "LEIPZIG. Es beginnt."),
        ("Leipzig, 1. September 2026: Es beginnt.", "Leipzig, 1. September 2026: Es beginnt."),
        ("Leipziger feiern.", "Leipzig – Leipziger feiern."),
        ("Leipzig feiert.", "Leipzig – Leipzig feiert."),
        ("", ""),
    ],
)
def test_the_dateline_stands_there_once(text: str, made: str) -> None:
    assert with_dateline(text, "Leipzig") == made


def test_a_dateline_with_its_day_is_known_by_its_place() -> None:
    assert with_dateline("Leipzig (AP) Es beginnt.", "Leipzig, 1. September 2026") == "Leipzig (AP) Es beginnt."
    assert with_dateline("Es beginnt.", "") == "Es beginnt."


def test_other_languages_have_their_dates_and_english_words() -> None:
    made = manifest(languages=("pl",), text=release(titles={"pl": "Święto"}))
    assert "1 września 2026" in text_version(made).decode()
    odd = manifest(languages=("xx",), text=release(titles={"xx": "?"}))
    assert "Press release" in text_version(odd).decode()
