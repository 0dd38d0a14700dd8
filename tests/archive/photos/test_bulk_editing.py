"""Writing into many photos: modes, a reason per photo, and nobody's words overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest

from archive.models import Photo
from archive.photos.bulk_editing import Mode, Writing, combine, edit_many
from archive.photos.editing import edit
from archive.states import PhotoState
from tests.factories import APPROVER, EDITOR, make_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mode", "name", "current", "typed", "after"),
    [
        ("replace", "captions.de", "Alt.", "Neu.", "Neu."),
        ("append", "captions.de", "Alt.", "Neu.", "Alt. Neu."),
        ("prepend", "captions.de", "Alt.", "Neu.", "Neu. Alt."),
        ("append", "captions.de", "", "Neu.", "Neu."),
        ("append", "captions.de", "Alt.", " ", "Alt."),
        ("clear", "captions.de", "Alt.", "Neu.", ""),
        ("append", "keywords", ["Fest"], "Sommer; Fest", ["Fest", "Sommer"]),
        ("prepend", "persons", ["Bo"], "Anna", ["Anna", "Bo"]),
        ("clear", "persons", ["Bo"], "", []),
        ("append", "source_confirmed", "", "yes", "yes"),
    ],
)
def test_a_text_replaces_follows_or_precedes(mode: str, name: str, current: Any, typed: str, after: Any) -> None:
    assert combine(Mode(mode), name, current, typed) == after


def test_what_could_not_be_done_is_told() -> None:
    good, withdrawn = make_photo(), make_photo(state=PhotoState.WITHDRAWN)
    outcome = edit_many(
        [good.pk, withdrawn.pk, "gone"], {"credit": Writing("©Neu")}, EDITOR, may_approve=False, seen={good.pk: 1}
    )
    assert outcome.done == [good.pk]
    assert set(outcome.failed) == {withdrawn.pk, "gone"}


def test_a_field_that_a_colleague_changed_meanwhile_is_a_conflict_of_that_photo() -> None:
    mine, theirs = make_photo(captions={"de": "alt"}), make_photo(captions={"de": "alt"})
    edit(theirs.pk, {"captions.de": "ihres"}, APPROVER, may_approve=False)
    edit(theirs.pk, {"captions.de": "ihres, besser"}, APPROVER, may_approve=False)
    seen = {mine.pk: 1, theirs.pk: 1}
    outcome = edit_many(seen, {"captions.de": Writing("meins")}, EDITOR, may_approve=False, seen=seen)
    assert outcome.done == [mine.pk]
    conflict = outcome.conflicts[theirs.pk]["captions.de"]
    assert (conflict.base, conflict.theirs, conflict.mine) == ("alt", "ihres, besser", "meins")
    assert Photo.objects.get(pk=theirs.pk).captions["de"] == "ihres, besser"


def test_other_fields_and_additions_merge_with_what_a_colleague_wrote() -> None:
    photo = make_photo(captions={"de": "alt"}, credit="")
    edit(photo.pk, {"captions.de": "ihres", "headlines.de": "Titel"}, APPROVER, may_approve=False)
    writings = {"captions.de": Writing("Dazu.", Mode.APPEND), "credit": Writing("©Stadt")}
    assert edit_many([photo.pk], writings, EDITOR, may_approve=False, seen={photo.pk: 1}).done == [photo.pk]
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.captions["de"], stored.credit, stored.headlines) == ("ihres Dazu.", "©Stadt", {"de": "Titel"})


def test_a_text_may_differ_from_photo_to_photo() -> None:
    photos = [make_photo(filename=f"{n}.jpg") for n in range(2)]
    edit_many(
        [photo.pk for photo in photos],
        {"captions.de": Writing("Bild {name}")},
        EDITOR,
        may_approve=False,
        resolve=lambda photo, _name, text: text.replace("{name}", photo.filename),
    )
    assert [photo.captions["de"] for photo in Photo.objects.order_by("filename")] == ["Bild 0.jpg", "Bild 1.jpg"]
