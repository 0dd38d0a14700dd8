"""The table of transitions is the only way a state changes, and a change never overtakes another."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from archive.errors import NotAllowed, Overtaken
from archive.models import Decision, Photo
from archive.models.work import MAX_NUDGE_DELAY, nudge_delay
from archive.signals import work_due
from archive.states import PhotoState, ReleaseState
from archive.workflow import PHOTO_MOVES, RELEASE_MOVES, move_photo, move_release
from tests.factories import EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_every_state_has_its_line() -> None:
    assert set(PHOTO_MOVES) == set(PhotoState.values)
    assert set(RELEASE_MOVES) == set(ReleaseState.values)


@pytest.mark.parametrize("old", PhotoState.values)
@pytest.mark.parametrize("new", PhotoState.values)
def test_only_what_the_table_has_is_possible(old: str, new: str) -> None:
    photo = make_photo(state=old)
    legal = new in PHOTO_MOVES[old]
    with nullcontext() if legal else pytest.raises(NotAllowed):
        move_photo(photo, new, EDITOR)
    assert Photo.objects.get(pk=photo.pk).state == (new if legal else old)
    assert Decision.objects.filter(photo=photo).exists() is legal


def test_the_second_of_two_loses_and_changes_nothing() -> None:
    mine, theirs = (Photo.objects.get(pk=photo.pk) for photo in [make_photo()] * 2)
    move_photo(theirs, PhotoState.DECLINED, EDITOR)
    with pytest.raises(Overtaken):
        move_photo(mine, PhotoState.APPROVED, EDITOR)
    assert Photo.objects.get(pk=mine.pk).state == PhotoState.DECLINED
    assert [d.action for d in Decision.objects.all()] == ["declined"]


def test_a_decision_tells_who_and_from_what_to_what() -> None:
    photo = make_photo()
    move_photo(photo, PhotoState.APPROVED, EDITOR)
    decision = Decision.objects.get()
    assert (decision.actor_name, decision.before, decision.after) == (
        "editor",
        {"state": "ready"},
        {"state": "approved"},
    )
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


def test_a_release_moves_by_its_own_table() -> None:
    release = make_release()
    with pytest.raises(NotAllowed):
        move_release(release, ReleaseState.WITHDRAWN, EDITOR)
    move_release(release, ReleaseState.SCHEDULED, EDITOR)
    assert release.state == ReleaseState.SCHEDULED


def test_listeners_hear_of_rows_with_a_next_step_only() -> None:
    heard: list[Any] = []

    def hear(row: Any, **_: Any) -> None:
        heard.append(row.pk)

    work_due.connect(hear)
    try:
        idle, due = make_photo(), make_photo()
        move_photo(idle, PhotoState.DECLINED, EDITOR)
        from archive.models.work import fresh_work

        move_photo(due, PhotoState.APPROVED, EDITOR, **fresh_work())
    finally:
        work_due.disconnect(hear)
    assert heard == [due.pk]


class AnyWalk(TestCase):
    """Whatever people and machines try in whatever order, the row only ever holds states the table leads to."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from(PhotoState.values), max_size=12))
    def test_walks_stay_legal(self, steps: list[str]) -> None:
        photo = make_photo(state=PhotoState.RECEIVED)
        for step in steps:
            before = photo.state
            try:
                move_photo(photo, step, EDITOR)
            except NotAllowed:
                assert step not in PHOTO_MOVES[before]
            else:
                assert step in PHOTO_MOVES[before]
            assert Photo.objects.get(pk=photo.pk).state == photo.state


def test_the_sweeps_patience_doubles_to_its_limit() -> None:
    delays = [nudge_delay(n).total_seconds() for n in range(6)]
    assert delays == [15, 30, 60, 120, 120, 120]
    assert nudge_delay(10) == MAX_NUDGE_DELAY
