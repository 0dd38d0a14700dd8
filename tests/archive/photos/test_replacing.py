"""Find and replace looks into all texts of a selection, tells what it would do, and does that or says why not."""

from __future__ import annotations

from typing import Any

import pytest

from archive.errors import ArchiveError
from archive.models import Photo
from archive.photos.editing import edit
from archive.photos.replacing import Replacement, find_edits, write_edits
from tests.factories import APPROVER, EDITOR, make_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("options", "text", "after"),
    [
        ({}, "Maier und MAIER, Maiers", "Meier und Meier, Meiers"),
        ({"match_case": True}, "Maier und MAIER", "Meier und MAIER"),
        ({"whole_words": True}, "Maier, Maiers (Maier)", "Meier, Maiers (Meier)"),
        ({}, "Huber", "Huber"),
    ],
)
def test_letters_are_taken_as_they_are(options: dict[str, Any], text: str, after: str) -> None:
    assert Replacement("Maier", "Meier", **options).apply_to(text) == after


def test_signs_are_no_patterns() -> None:
    assert Replacement("(a.c)", r"\1").apply_to("(a.c) (abc)") == r"\1 (abc)"


def test_every_text_is_looked_through_and_nothing_else() -> None:
    photo = make_photo(
        captions={"de": "Maier lacht", "en": "A feast"}, persons=["Eva Maier", "Bo"], public_name="maier.jpg", credit=""
    )
    edits = find_edits([photo], Replacement("maier", "Meier"))
    assert [(one.field, one.after) for one in edits] == [
        ("captions.de", "Meier lacht"),
        ("persons", ["Eva Meier", "Bo"]),
    ]
    assert find_edits([photo], Replacement("", "x")) == []
    assert write_edits(edits, EDITOR, may_approve=False).done == [photo.pk]
    assert Photo.objects.get(pk=photo.pk).persons == ["Eva Meier", "Bo"]


def test_a_text_that_would_fill_the_memory_is_refused() -> None:
    photo = make_photo(captions={"de": "a" * 5_000})
    with pytest.raises(ArchiveError):
        find_edits([photo], Replacement("a", "b" * 5_001))
    [grown] = find_edits([photo], Replacement("a", "b" * 5_000))
    assert len(grown.after) == 5_001
    assert list(write_edits([grown], EDITOR, may_approve=False).failed) == [photo.pk]


def test_what_was_changed_meanwhile_is_left_alone() -> None:
    photo = make_photo(captions={"de": "Maier"})
    edits = find_edits([photo], Replacement("Maier", "Meier"))
    edit(photo.pk, {"captions.de": "Ihres"}, APPROVER, may_approve=False)
    assert photo.pk in write_edits(edits, EDITOR, may_approve=False).conflicts
    assert Photo.objects.get(pk=photo.pk).captions["de"] == "Ihres"
