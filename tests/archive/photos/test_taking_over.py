"""A photo goes into another release as a new photo of the same original, with its texts and without its approval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from archive.audit import Action
from archive.models import Decision, Original, Photo, PressFile, Rendition
from archive.photos.editing import edit
from archive.photos.fields import PHOTO_FIELDS
from archive.photos.taking_over import give_back, take_over
from archive.releases.lifecycle import unsorted
from archive.states import PhotoState
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("state", ["ready", "approved", "live", "declined"])
def test_texts_come_along_and_approval_does_not(state: str) -> None:
    texts: dict[str, Any] = {
        "persons": ["Jörg Müller"],
        "crop": [0, 0, 0.5, 0.5],
        "credit": "©Stadt",
        "position": 4,
        "keywords": ["x"],
    }
    source = make_photo(state=state, revision=7, approved_revision=7, edited_by="somebody", **texts)
    release, originals, renditions = make_release(), Original.objects.count(), Rendition.objects.count()
    outcome, made = take_over([source.pk], release, EDITOR)
    assert (outcome.done, outcome.failed) == ([source.pk], {})
    photo = release.photos.get(pk=made[0])
    names = [field.name for field in PHOTO_FIELDS if getattr(photo, field.name) != getattr(source, field.name)]
    assert names == ["position"]
    assert (photo.state, photo.revision, photo.approved_revision, photo.position) == ("ready", 1, None, None)
    assert (photo.original, photo.filename, photo.edited_by) == (source.original, source.filename, "editor")
    assert photo.batch.photographer == source.batch.photographer
    assert photo.due_at, "it is sealed ahead"
    assert not photo.pixels_due, "its pixels are stored"
    assert (Original.objects.count(), Rendition.objects.count()) == (originals, renditions)
    decision = Decision.objects.get(action=Action.TAKEN_OVER)
    assert (decision.photo, decision.release, decision.actor_name) == (photo, release, "editor")
    assert decision.before == {"release": source.release.slug}
    edit(photo.pk, {"captions.de": "Anders"}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=source.pk).captions == {"de": "Ein Fest", "en": "A feast"}


def test_pixels_that_are_gone_are_asked_for() -> None:
    source = make_photo()
    Rendition.objects.filter(original=source.original).first().delete()  # type: ignore[union-attr]  # there are six
    _outcome, made = take_over([source.pk], make_release(), EDITOR)
    assert Photo.objects.get(pk=made[0]).pixels_due


def test_what_is_not_taken_over_says_why() -> None:
    release = make_release(titles={"de": "Das Fest"})
    there, withdrawn = make_photo(release), make_photo(state=PhotoState.WITHDRAWN)
    same = make_photo(original=there.original)
    fresh = make_photo()
    Photo.objects.filter(pk=fresh.pk).update(state=PhotoState.RECEIVED, original=None)
    outcome, made = take_over([same.pk, there.pk, withdrawn.pk, fresh.pk, "0" * 12], release, EDITOR)
    assert (outcome.done, made) == ([], [])
    assert outcome.failed == {
        same.pk: "Das Fest has this photo already.",
        there.pk: "Das Fest has this photo already.",
        withdrawn.pk: "It was withdrawn, and so it goes into no other release.",
        fresh.pk: "It has not been developed yet; try again in a moment.",
        "0" * 12: "It is gone; reload the page.",
    }
    for closed in (make_release(state="withdrawn"), unsorted()):
        assert "reopen it first" in take_over([same.pk], closed, EDITOR)[0].failed[same.pk]


def test_it_is_undone_while_nobody_has_worked_on_it() -> None:
    source, release = make_photo(), make_release()
    _outcome, made = take_over([source.pk], release, EDITOR)
    approve_all(release)
    assert give_back(made, EDITOR).failed == {made[0]: "Somebody has worked on it already; decline it instead."}
    release.photos.update(state=PhotoState.READY, approved_revision=None)
    assert PressFile.objects.filter(photo=made[0]).exists(), "it was sealed ahead"
    assert give_back(made, APPROVER).done == made
    assert not release.photos.exists()
    decision = Decision.objects.get(action=Action.GIVEN_BACK)
    assert (decision.release, decision.before) == (release, {"filename": source.filename})
    assert give_back([source.pk], EDITOR).failed, "an upload is never removed"
    assert take_over([source.pk], release, EDITOR)[0].done == [source.pk], "and again"
