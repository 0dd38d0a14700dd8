"""Undo: one act after the other, each photo to what it was before, and nobody else's work with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import override

from archive.audit import Actor
from archive.models import Decision, Photo, Publication
from archive.photos.decisions import approve, decline, restore
from archive.photos.editing import edit
from archive.photos.selection import Outcome
from archive.photos.undo import acts_of, photos_decided, undo
from archive.workflow import move_photo
from tests.factories import EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db

Decide = Callable[[Iterable[str], Actor], Outcome]


@pytest.fixture
def anna() -> Actor:
    return Actor.of(User.objects.create_user("anna"))


def _standing(photo: Photo) -> tuple[str, int | None]:
    photo = Photo.objects.get(pk=photo.pk)
    return photo.state, photo.approved_revision


def test_a_stack_names_each_act_and_takes_back_the_latest_first(anna: Actor) -> None:
    release = make_release()
    first, *_others = photos = [make_photo(release) for _n in range(3)]
    approve([first.pk], replace(anna, act="one"))
    decline([photo.pk for photo in photos], replace(anna, act="two"))
    found = acts_of(release, anna)
    assert [(act.key, act.action, act.count) for act in found] == [("two", "declined", 3), ("one", "approved", 1)]
    assert undo(release, "two", replace(anna, act="three")).done == [photo.pk for photo in photos]
    assert [_standing(photo) for photo in photos] == [("approved", 1), ("ready", None), ("ready", None)]
    assert [act.key for act in acts_of(release, anna)] == ["one"], "an undo is a decision, but none to undo"
    assert not undo(release, "two", anna).done, "an answer that was lost is asked for again"
    undo(release, "one", anna)
    assert _standing(first) == ("ready", None)
    assert acts_of(release, anna) == []
    told = list(Decision.objects.filter(action="undone", photo=first).order_by("pk").values_list("before", "after"))
    assert told == [
        ({"state": "declined"}, {"state": "approved", "undoes": "two", "act": "three"}),
        ({"state": "approved"}, {"state": "ready", "undoes": "one"}),
    ]


CASES: list[tuple[Decide, dict[str, Any], str]] = [
    (approve, {"state": "ready"}, "ready"),
    (approve, {"state": "live", "revision": 3, "approved_revision": 2}, "live"),
    (approve, {"state": "approved", "revision": 3, "approved_revision": 2}, "approved"),
    (decline, {"state": "approved", "approved_revision": 1}, "approved"),
    (decline, {"state": "refused", "original": None}, "received"),
    (decline, {"state": "received", "original": None, "problem": "upload_missing"}, "received"),
    (restore, {"state": "approved", "approved_revision": 1}, "approved"),
    (restore, {"state": "declined"}, "declined"),
    (restore, {"state": "declined", "original": None}, "declined"),
]


@pytest.mark.parametrize(("decide", "before", "back"), CASES)
def test_every_decision_goes_back_to_what_was(decide: Decide, before: dict[str, Any], back: str, anna: Actor) -> None:
    photo = make_photo(**before)
    assert decide([photo.pk], replace(anna, act="it")).done
    assert undo(photo.release, "it", anna).done == [photo.pk]
    assert _standing(photo) == (back, before.get("approved_revision"))


def test_what_somebody_else_has_changed_since_stays(anna: Actor) -> None:
    release = make_release()
    edited, decided, free = (make_photo(release) for _n in range(3))
    decline([edited.pk, decided.pk, free.pk], replace(anna, act="mine"))
    edit(edited.pk, {"captions.de": "Neu"}, EDITOR, may_approve=False)
    restore([decided.pk], EDITOR)
    with override("en"):
        outcome = undo(release, "mine", anna)
    assert outcome.done == [free.pk]
    assert set(outcome.failed) == {edited.pk, decided.pk}
    assert all("editor has changed it since" in reason for reason in outcome.failed.values())
    assert (_standing(edited)[0], _standing(decided)[0]) == ("declined", "ready")


def test_ones_own_words_are_no_reason_but_ones_own_later_decision_is(anna: Actor) -> None:
    release = make_release()
    edited, twice = make_photo(release), make_photo(release)
    approve([edited.pk, twice.pk], replace(anna, act="one"))
    edit(edited.pk, {"captions.de": "Neu"}, anna, may_approve=True)
    decline([twice.pk], replace(anna, act="two"))
    outcome = undo(release, "one", anna)
    assert (outcome.done, list(outcome.failed)) == ([edited.pk], [twice.pk])
    undo(release, "two", anna)
    assert undo(release, "one", anna).done == [twice.pk]


def test_what_went_on_by_itself_stays(anna: Actor) -> None:
    release = make_release()
    gone, moved, public = (make_photo(release) for _n in range(3))
    approve([gone.pk, moved.pk], replace(anna, act="one"))
    move_photo(Photo.objects.get(pk=gone.pk), "live")
    Photo.objects.filter(pk=moved.pk).update(release=make_release())
    Photo.objects.filter(pk=public.pk).update(state="live", revision=2, approved_revision=1)
    approve([public.pk], replace(anna, act="two"))
    fields = {"n": 1, "document": b"{}", "sha256": "0" * 64, "state": "live"}
    Publication.objects.create(release=release, live_at=timezone.now(), **fields)
    failed = undo(release, "one", anna).failed | undo(release, "two", anna).failed
    assert set(failed) == {gone.pk, moved.pk, public.pk}


def test_everybody_has_a_stack_of_their_own_and_it_forgets(anna: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = make_photo()
    decline([photo.pk], replace(anna, act="it"))
    bert = Actor.of(User.objects.create_user("bert"))
    assert (acts_of(photo.release, bert), acts_of(make_release(), anna)) == ([], [])
    assert not undo(photo.release, "it", bert).done
    assert photos_decided(photo.release, anna, "it") == {photo.pk}
    monkeypatch.setattr("archive.photos.undo.KEPT_FOR", timedelta(0))
    assert acts_of(photo.release, anna) == []


def test_many_are_taken_back_in_portions(anna: Actor) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(5)]
    decline([photo.pk for photo in photos], replace(anna, act="it"))
    restore([photos[0].pk], EDITOR)
    counts = [(len(found.done), len(found.failed)) for found in (undo(release, "it", anna, limit=3) for _n in range(3))]
    assert counts == [(3, 0), (1, 1), (0, 1)]
