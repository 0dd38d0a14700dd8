"""The table of transitions is the only way a state changes, and a change never overtakes another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from archive.audit import Action
from archive.errors import NotAllowed, Overtaken
from archive.models import Decision, Photo, Release
from archive.models.work import fresh_work
from archive.signals import work_due
from archive.states import PhotoState, ReleaseState
from archive.workflow import PHOTO_MOVES, RELEASE_MOVES, move_photo, move_photos, move_release, update_row, update_rows
from tests.factories import EDITOR, make_photo, make_release, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The keys of the rows that listeners heard of."""
    keys: list[str] = []

    def hear(rows: Sequence[Any], **_: Any) -> None:
        keys.extend(row.pk for row in rows)

    work_due.connect(hear)
    yield keys
    work_due.disconnect(hear)


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


def test_listeners_hear_of_rows_with_a_next_step_only(heard: list[str]) -> None:
    idle, due = make_photo(), make_photo()
    move_photo(idle, PhotoState.DECLINED, EDITOR)
    move_photo(due, PhotoState.APPROVED, EDITOR, **fresh_work())
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


def at_rest(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


class TestMovesOfMany:
    def test_none_moves_unless_all_do(self) -> None:
        first, second = make_photo(), make_photo()
        Photo.objects.filter(pk=second.pk).update(state=PhotoState.DECLINED)
        with pytest.raises(Overtaken, match=second.pk):
            move_photos([first, second], PhotoState.APPROVED, EDITOR)
        assert at_rest(first).state == first.state == PhotoState.READY
        assert not Decision.objects.exists()

    def test_each_has_its_decision_and_its_columns(self) -> None:
        photos, other, since = [make_photo(), make_photo()], make_photo(), now()
        move_photos(photos, PhotoState.APPROVED, EDITOR, approved_revision=1)
        for photo in photos:
            assert at_rest(photo).state == photo.state == PhotoState.APPROVED
            assert at_rest(photo).approved_revision == photo.approved_revision == 1
            assert at_rest(photo).changed_at == photo.changed_at >= since
        assert at_rest(other).state == PhotoState.READY
        told = [(decision.photo_id, decision.release_id, decision.actor_name) for decision in Decision.objects.all()]
        assert sorted(told) == sorted((photo.pk, photo.release_id, "editor") for photo in photos)

    def test_of_none_nothing_is_asked(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(2):  # the savepoint
            move_photos([], PhotoState.LIVE, EDITOR)

    def test_the_illegal_is_named(self) -> None:
        with pytest.raises(NotAllowed, match="from ready to live"):
            move_photos([make_photo()], PhotoState.LIVE, EDITOR)


def test_a_move_may_be_recorded_under_its_own_name_or_not_at_all() -> None:
    photo = make_photo(state=PhotoState.REFUSED)
    assert move_photo(photo, PhotoState.RECEIVED, EDITOR, action=Action.RETRIED) is photo
    move_photo(photo, PhotoState.DEVELOPING, audit=False)
    assert [decision.action for decision in Decision.objects.all()] == ["retried"]


def test_the_machine_decides_where_nobody_is_named() -> None:
    photo = make_photo(state=PhotoState.RECEIVED)
    move_photo(photo, PhotoState.REFUSED)
    release = make_release()
    move_release(release, ReleaseState.LIVE)
    assert {decision.actor_name for decision in Decision.objects.all()} == {"machine"}


class TestReleaseMoves:
    def test_the_times_it_was_given_are_recorded(self) -> None:
        release, goes_live, expires = make_release(), now(), now()
        moved = move_release(release, ReleaseState.SCHEDULED, EDITOR, goes_live_at=goes_live, expires_at=None)
        assert moved is release
        move_release(release, ReleaseState.LIVE, EDITOR, action=Action.PUBLISHED, expires_at=expires)
        told = [(decision.action, decision.before, decision.after) for decision in Decision.objects.order_by("pk")]
        assert told == [
            ("scheduled", {"state": "draft"}, {"state": "scheduled", "goes_live_at": goes_live.isoformat()}),
            ("published", {"state": "scheduled"}, {"state": "live", "expires_at": expires.isoformat()}),
        ]
        assert {decision.release_id for decision in Decision.objects.all()} == {release.pk}

    def test_record_and_instance_agree(self) -> None:
        release, other, since = make_release(), make_release(), now()
        move_release(release, ReleaseState.LIVE, EDITOR, dateline="Leipzig")
        stored = Release.objects.get(pk=release.pk)
        assert stored.state == release.state == ReleaseState.LIVE
        assert stored.dateline == release.dateline == "Leipzig"
        assert stored.changed_at == release.changed_at >= since
        assert Release.objects.get(pk=other.pk).state == ReleaseState.DRAFT

    def test_the_second_of_two_loses(self) -> None:
        release = make_release()
        Release.objects.filter(pk=release.pk).update(state=ReleaseState.LIVE)
        with pytest.raises(Overtaken, match=release.slug):
            move_release(release, ReleaseState.SCHEDULED, EDITOR)
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("old", ReleaseState.values)
    @pytest.mark.parametrize("new", ReleaseState.values)
    def test_only_what_the_table_has_is_possible(self, old: str, new: str) -> None:
        release = make_release(state=old)
        legal = new in RELEASE_MOVES[old]
        with nullcontext() if legal else pytest.raises(NotAllowed):
            move_release(release, new, EDITOR, action=Action.EDITED)
        assert Release.objects.get(pk=release.pk).state == (new if legal else old)


class TestUpdates:
    def test_a_row_is_written_and_seen_as_changed(self) -> None:
        for row, other in ((make_photo(), make_photo()), (make_release(), make_release())):
            since = now()
            update_row(row, problem="store_down")
            stored = type(row).objects.get(pk=row.pk)
            assert stored.problem == row.problem == "store_down"
            assert stored.changed_at == row.changed_at >= since
            assert type(other).objects.get(pk=other.pk).problem == ""

    def test_many_rows_are_written_alike(self, heard: list[str]) -> None:
        photos, other, since = [make_photo(), make_photo()], make_photo(), now()
        update_rows(photos, due_at=since)
        for photo in photos:
            assert at_rest(photo).due_at == photo.due_at == since
            assert at_rest(photo).changed_at == photo.changed_at >= since
        assert at_rest(other).due_at is None
        assert heard == [photo.pk for photo in photos]

    def test_listeners_hear_of_an_update_with_a_next_step(self, heard: list[str]) -> None:
        photo = make_photo()
        update_row(photo, credit="©Stadt")
        assert heard == []
        update_row(photo, due_at=now())
        assert heard == [photo.pk]
