"""The release as plain text: what a newsroom pastes."""

from __future__ import annotations

from pipelines.documents.manifest import Contact, Link
from pipelines.documents.text_version import text_version
from tests.pipelines.documents.press_manifest import manifest, photo, release

WHOLE = """\ufeffLandeshauptstadt Beispielstadt
01.09.2026 · 20260901-1

==== DE ====

Fest
Drei Tage

Kurz gesagt

Leipzig – Langer Text

Fotos
* Ein Fest & mehr
  ©Stadt/Anna
  https://press.example/f/p1.jpg

Nutzung: Nur redaktionell

Links
* Programm: https://example.org/programm

Kontakt: Anna, anna@example.org

==== EN ====

Feast

Leipzig – Long text

Photos
* A feast
  ©Stadt/Anna
  https://press.example/f/p1.jpg

Links
* Programm: https://example.org/programm

Contact: Anna, anna@example.org
"""


def test_every_language_has_its_block() -> None:
    made = manifest(photo(captions={"de": "Ein Fest & mehr", "en": "A feast"}))
    assert text_version(made).decode() == WHOLE


def test_what_a_release_does_not_say_leaves_no_gap() -> None:
    nothing = {"subtitles": {}, "summaries": {}, "texts": {}, "terms": {}, "number": "", "dateline": ""}
    text = release(titles={"de": "Fest"}, contact=Contact(), links=(Link(url="https://example.org"),), **nothing)
    made = manifest(photo(captions={"en": "A feast"}), text=text, version=2)
    assert text_version(made).decode("utf-8-sig") == (
        "Landeshauptstadt Beispielstadt\n01.09.2026 · version 2\n\n==== DE ====\n\nFest\n\n"
        "Fotos\n* A feast\n  ©Stadt/Anna\n  https://press.example/f/p1.jpg\n\nLinks\n* https://example.org\n"
    )


def test_the_hero_is_named_where_there_are_others() -> None:
    made = manifest(photo("p1"), photo("p2"), hero="p2")
    german, english = text_version(made).decode().split("==== EN ====")
    assert german.partition("p1.jpg\n")[2].count("\n  Titelbild\n") == 1
    assert "p2.jpg\n  Hero photo\n" in english
