"""A slice: the most urgent row, then the next, until nothing is due; what goes wrong in it, the next one makes good."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from redis import Redis

from archive.models import Photo, Release
from archive.models.work import fresh_work
from archive.states import PhotoState
from archive.store.errors import StoreDown
from tests.factories import make_photo, make_release, now
from workers import leases, slices
from workers.holder import this_holder
from workers.urgency import Queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker")]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What the steps were called with, which here do nothing but end."""
    calls: list[tuple[str, Any]] = []

    def step(name: str) -> Any:
        def finish(row: Photo | Release) -> None:
            calls.append((name, row))
            type(row).objects.filter(pk=row.pk).update(due_at=None, lease_until=None)

        return finish

    for name in ("develop", "seal", "publish"):
        monkeypatch.setattr(slices, name, step(name))
    monkeypatch.setattr(slices, "SLICE", 600.0)
    return calls


def test_everything_due_is_done_and_then_nobody_is_nudged(done: list[tuple[str, Any]], broker: Redis) -> None:
    photos = [make_photo(state=PhotoState.RECEIVED, **fresh_work()) for _n in range(3)]
    slices.work_on(Queue.DEVELOP)
    assert sorted(done, key=lambda call: call[1].pk) == [("develop", p) for p in sorted(photos, key=lambda p: p.pk)]
    assert broker.llen("develop") == 0


def test_each_row_of_the_press_queue_gets_its_own_step(done: list[tuple[str, Any]]) -> None:
    photo, release = make_photo(state=PhotoState.APPROVED, **fresh_work()), make_release(**fresh_work())
    slices.work_on(Queue.PRESS)
    assert done == [("publish", release), ("seal", photo)]


def test_a_slice_that_ends_before_the_work_nudges_its_queue(
    done: list[tuple[str, Any]], broker: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photo(state=PhotoState.RECEIVED, **fresh_work())
    monkeypatch.setattr(slices, "SLICE", 0.0)
    slices.work_on(Queue.DEVELOP)
    assert (done, broker.llen("develop")) == ([], 1)


def test_an_outage_of_the_database_costs_a_pause_and_no_photo(
    done: list[tuple[str, Any]], broker: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = make_photo(state=PhotoState.RECEIVED, **fresh_work())

    def is_away(_photo: Photo) -> None:
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as outage:
        outage.setattr(slices, "_PAUSE", 0.0)
        outage.setattr(slices, "develop", is_away)
        # The connection that the test's transaction lives in stays open.
        outage.setattr("django.db.connection.close", lambda: None)
        slices.work_on(Queue.DEVELOP)
    photo.refresh_from_db()
    assert (photo.leased_by, photo.lease_until and photo.lease_until > now()) == (this_holder(), True)
    assert broker.llen("develop") == 1
    slices.work_on(Queue.DEVELOP)
    assert done == [("develop", photo)]


def test_a_bug_costs_its_row_a_try_and_the_others_nothing(
    done: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    release, photo = make_release(**fresh_work()), make_photo(state=PhotoState.APPROVED, **fresh_work())
    begun = now()

    def fails(_release: Release) -> None:
        raise LookupError("a bug of ours")

    monkeypatch.setattr(slices, "publish", fails)
    slices.work_on(Queue.PRESS)
    assert done == [("seal", photo)]
    release.refresh_from_db()
    assert (release.problem, release.problem_detail) == ("unexpected", "LookupError('a bug of ours')")
    assert release.due_at
    assert release.due_at >= begun + timedelta(seconds=2)


def test_while_the_store_is_away_nothing_more_is_begun(
    done: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release()
    photos = [make_photo(release, PhotoState.RECEIVED, **fresh_work()) for _n in range(3)]
    asked: list[float] = []

    def is_away(photo: Photo) -> None:
        leases.sit_out(photo, "store_down", "connection refused")
        monkeypatch.setattr(slices, "develop", lambda photo: finish("develop", photo))

    def finish(name: str, photo: Photo) -> None:
        done.append((name, photo))
        leases.finish(photo)

    def answers_at_the_third_time(_timeout: float) -> None:
        assert not done
        asked.append(0)
        if len(asked) < 3:
            raise StoreDown("connection refused")

    monkeypatch.setattr(slices, "develop", is_away)
    monkeypatch.setattr(slices, "try_store", answers_at_the_third_time)
    monkeypatch.setattr(slices, "_PAUSE", 0.0)
    slices.work_on(Queue.DEVELOP)
    assert len(asked) == 3
    assert len(done) == len(photos) - 1


@pytest.mark.parametrize("problem", ["store_down", "disk_full"])
def test_while_a_disk_is_full_nothing_more_is_begun(
    problem: str, done: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    release = make_release()
    for _n in range(3):
        make_photo(release, PhotoState.RECEIVED, **fresh_work())
    looks = iter([tmp_path, tmp_path, None])

    def fail(photo: Photo) -> None:
        done.append(("failed", photo))
        leases.sit_out(photo, problem, "no room")
        monkeypatch.setattr(slices, "develop", leases.finish)

    def look(_folders: object) -> Path | None:
        assert Photo.objects.filter(due_at=None).count() == 0
        return next(looks)

    monkeypatch.setattr(slices, "develop", fail)
    monkeypatch.setattr(slices, "find_full", look)
    monkeypatch.setattr(slices, "try_store", lambda _timeout: None)
    monkeypatch.setattr(slices, "_PAUSE", 0.0)
    slices.work_on(Queue.DEVELOP)
    assert next(looks, "all") == "all", "it looked until there was room"
    assert Photo.objects.filter(due_at=None).count() == 2


def test_a_photo_started_too_often_is_passed_over(done: list[tuple[str, Any]]) -> None:
    release = make_release()
    make_photo(release, PhotoState.RECEIVED, **fresh_work(now() - timedelta(seconds=9)) | {"attempts": 10})
    next_one = make_photo(release, PhotoState.RECEIVED, **fresh_work())
    slices.work_on(Queue.DEVELOP)
    assert done == [("develop", next_one)]
