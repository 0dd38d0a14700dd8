"""Whose photo comes next: who is waited for, then who has least left, and by turns who has waited longest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from archive.models import Photo, Release
from archive.models.work import fresh_work
from archive.states import PhotoState, ReleaseState
from tests.factories import make_photo, make_release, now
from workers.urgency import Queue, by_urgency, due_photos, due_releases, queue_of

pytestmark = pytest.mark.django_db

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FAIR_TURN = 3


def drop(count: int, release: Release | None = None, *, ago: int = 1, **fields: Any) -> list[Photo]:
    """Photos of one release that came one after the other."""
    release, came = release or make_release(), now() - ago * SECOND
    columns = {"state": PhotoState.RECEIVED}
    return [make_photo(release, **columns | fresh_work(came + n * SECOND / 1000) | fields) for n in range(count)]


def order(queue: Queue, turn: int = 0) -> list[Any]:
    return [row for rows in by_urgency(queue, turn) for row in rows]


@pytest.mark.parametrize(
    ("state", "pixels_due", "queue"),
    [
        (PhotoState.RECEIVED, False, Queue.DEVELOP),
        (PhotoState.READY, False, Queue.DEVELOP),
        (PhotoState.READY, True, Queue.DEVELOP),
        (PhotoState.APPROVED, False, Queue.PRESS),
        (PhotoState.APPROVED, True, Queue.DEVELOP),
        (PhotoState.LIVE, False, Queue.PRESS),
        (PhotoState.LIVE, True, Queue.DEVELOP),
    ],
)
def test_each_next_step_is_one_queues(state: PhotoState, pixels_due: bool, queue: Queue) -> None:
    [photo] = drop(1, state=state, pixels_due=pixels_due)
    assert queue_of(photo) is queue
    assert [photo in due_photos(each) for each in Queue] == [each is queue for each in Queue]


def test_a_releases_step_is_the_press_queues() -> None:
    release = make_release(**fresh_work())
    assert queue_of(release) is Queue.PRESS
    assert (order(Queue.PRESS), order(Queue.DEVELOP)) == ([release], [])


@pytest.mark.parametrize(
    "waiting",
    [{"due_at": None}, {"due_at": now() + 24 * HOUR}, {"lease_until": now() + 24 * HOUR}],
    ids=["idle", "later", "held"],
)
def test_what_is_not_due_or_somebodys_is_not_among_them(waiting: dict[str, Any]) -> None:
    drop(1, **waiting)
    make_release(**fresh_work() | waiting)
    assert not order(Queue.DEVELOP) + order(Queue.PRESS)


def test_a_small_drop_does_not_wait_for_a_large_one() -> None:
    large, small = drop(7, ago=60), drop(2)
    assert order(Queue.DEVELOP) == [*small, *large]


def test_nor_does_a_large_one_wait_for_ever_for_small_ones() -> None:
    large, small = drop(7, ago=60), drop(2)
    firsts = [order(Queue.DEVELOP, turn)[0] for turn in range(8)]
    assert firsts == 2 * [*3 * [small[0]], large[0]]


def test_what_a_publication_waits_for_comes_first() -> None:
    small = drop(1)
    tonight = drop(3, make_release(goes_live_at=now() + HOUR / 2, state=ReleaseState.SCHEDULED))
    asked = drop(2, make_release(state=ReleaseState.LIVE, **fresh_work(now() + SECOND)))
    next_week = drop(4, make_release(goes_live_at=now() + 99 * HOUR, state=ReleaseState.SCHEDULED))
    assert order(Queue.DEVELOP) == [*asked, *tonight, *small, *next_week]


def test_an_embargo_that_is_long_past_presses_nobody() -> None:
    live = drop(2, make_release(goes_live_at=now() - HOUR, state=ReleaseState.LIVE))
    small = drop(1)
    assert order(Queue.DEVELOP) == [*small, *live]


@pytest.mark.parametrize("turn", [0, FAIR_TURN])
def test_work_ahead_comes_after_everything_that_is_waited_for(turn: int) -> None:
    release = make_release(goes_live_at=now() + HOUR / 2)
    ahead = drop(1, release, ago=600, state=PhotoState.READY)
    edited = drop(1, release, ago=9, state=PhotoState.READY, pixels_due=True)
    uploads = drop(5, ago=99)
    assert order(Queue.DEVELOP, turn)[-1] == ahead[0]
    assert set(order(Queue.DEVELOP, turn)[:-1]) == {*edited, *uploads}


def test_a_withdrawal_comes_before_every_other_release() -> None:
    published = [make_release(**fresh_work(now() - n * SECOND)) for n in (9, 20)]
    withdrawn = make_release(state=ReleaseState.WITHDRAWN, **fresh_work())
    assert list(due_releases()) == [withdrawn, *reversed(published)]


def test_releases_come_before_photos_except_by_turns() -> None:
    release, approved = make_release(**fresh_work()), drop(1, ago=60, state=PhotoState.APPROVED)
    assert order(Queue.PRESS) == [release, *approved]
    assert order(Queue.PRESS, FAIR_TURN) == [*approved, release]
