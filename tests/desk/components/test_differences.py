"""Texts compared word by word, values as people read them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from desk.components.differences import Change, changes_between
from pipelines.documents.manifest import Contact


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("V.l.: Ayse Y und Jiří", "V.l.: Ayşe Z und Jiří", "same V.l.: |gone Ayse Y|new Ayşe Z|same  und Jiří"),
        ("", "Ein Fest", "new Ein Fest"),
        ("Ein Fest", "", "gone Ein Fest"),
        ("Ein Fest", "Ein Fest am See", "same Ein Fest|new  am See"),
    ],
)
def test_the_words_that_differ_are_marked(before: str, after: str, runs: str) -> None:
    assert "|".join(f"{kind} {text}" for kind, text in Change("Caption", before, after).words) == runs


def test_a_field_in_languages_is_a_change_for_each() -> None:
    with override("en"):
        changes = changes_between("captions", {"de": "Alt", "en": "Same"}, {"de": "Neu", "en": "Same"})
    assert [(change.label, change.before, change.after) for change in changes] == [("Caption (German)", "Alt", "Neu")]


def test_what_the_manifest_holds_is_compared_as_well() -> None:
    changes = changes_between("contact", Contact(name="Anna"), Contact(name="Jana"))
    assert [(change.before, change.after) for change in changes] == [("Anna", "Jana")]
    assert changes_between("persons", ("A", "B"), ["A", "B"]) == []


def test_a_very_long_text_is_not_compared_word_by_word() -> None:
    before, after = "wort " * 2000, "wort " * 2001
    assert Change("Text", before, after).words == [("gone", before), ("new", after)]
