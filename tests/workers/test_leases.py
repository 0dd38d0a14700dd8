"""One worker at a time holds a row; what it leaves undone comes back, later and later, until a person must look."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from archive.models import Decision, Photo, Release
from archive.models.work import fresh_work, settled_work
from archive.states import PhotoState
from tests.factories import make_photo, make_release, now
from tests.workers.child_processes import ended_holder
from workers import leases
from workers.holder import this_holder

pytestmark = pytest.mark.django_db

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ME = this_holder()
GIVE_BACK: list[Callable[[Photo], None]] = [
    lambda photo: leases.wait(photo, "gate_closed", "", SECOND),
    lambda photo: leases.sit_out(photo, "store_down", ""),
    lambda photo: leases.try_again(photo, "store_down", ""),
    lambda photo: leases.park(photo, "keeps_stopping", ""),
    leases.free,
]


def due_photo(state: str = PhotoState.RECEIVED, **fields: Any) -> Photo:
    return make_photo(state=state, **{"due_at": now() - SECOND} | fields)


def due_release(**fields: Any) -> Release:
    return make_release(**{"due_at": now() - SECOND} | fields)


def take(row: Photo | Release) -> Any:
    """The row as leased, None when it is not to be had."""
    return leases.take(type(row).objects.filter(pk=row.pk))


@contextmanager
def another_connection() -> Iterator[psycopg.Connection]:
    """A connection of another process to the test's database, inside a transaction."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        yield other


def stored(row: Photo | Release) -> Any:
    return type(row).objects.get(pk=row.pk)


def lies(value: datetime | None, delay: timedelta, *, since: datetime) -> bool:
    """`value` lies `delay` behind a moment between `since` and now."""
    return value is not None and since <= value - delay <= now()


class TestTake:
    def test_a_due_row_is_leased_for_90_seconds(self) -> None:
        photo, since = due_photo(), now()
        assert take(photo)
        assert lies(stored(photo).lease_until, 90 * SECOND, since=since)
        assert (stored(photo).leased_by, stored(photo).attempts) == (ME, 1)

    def test_the_instance_is_what_the_record_holds(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        photo = due_photo(attempts=3)
        Photo.objects.filter(pk=photo.pk).update(credit="©Stadt")
        photo = take(photo)
        assert (photo.credit, photo.attempts, photo.leased_by) == ("©Stadt", 4, ME)
        with django_assert_num_queries(0):
            assert photo.original
            assert photo.batch.photographer
            assert photo.release

    def test_a_release_is_leased_alike(self) -> None:
        release, since = due_release(attempts=70), now()
        release = take(release)
        assert (release.leased_by, release.attempts) == (ME, 71)
        assert lies(stored(release).lease_until, 90 * SECOND, since=since)

    @pytest.mark.parametrize("due_at", [None, HOUR])
    def test_what_is_not_due_is_left_alone(self, due_at: timedelta | None) -> None:
        photo = due_photo(due_at=due_at and now() + due_at, attempts=10)
        assert not take(photo)
        assert (stored(photo).attempts, stored(photo).lease_until, stored(photo).problem) == (10, None, "")

    def test_what_somebody_holds_is_left_to_them(self) -> None:
        photo = due_photo(lease_until=now() + HOUR, leased_by="elsewhere/1", attempts=1)
        assert not take(photo)
        assert (stored(photo).leased_by, stored(photo).attempts) == ("elsewhere/1", 1)

    def test_of_two_one_wins(self) -> None:
        mine = due_photo()
        theirs = stored(mine)
        assert [bool(take(theirs)), bool(take(mine))] == [True, False]
        assert stored(mine).attempts == 1

    def test_a_lease_that_ran_out_is_free(self) -> None:
        photo = due_photo(lease_until=now() - SECOND, leased_by="elsewhere/1")
        assert take(photo)
        assert stored(photo).leased_by == ME

    @pytest.mark.parametrize("meanwhile", [{"due_at": None}, {"due_at": "later"}])
    def test_a_row_that_moved_meanwhile_is_not_taken(self, meanwhile: dict[str, Any]) -> None:
        photo = due_photo()
        if "due_at" in meanwhile:
            meanwhile = {"due_at": meanwhile["due_at"] and now() + HOUR}
        Photo.objects.filter(pk=photo.pk).update(**meanwhile)
        assert not take(photo)
        assert (stored(photo).attempts, stored(photo).lease_until) == (0, None)

    def test_only_this_row_is_taken(self) -> None:
        other = due_photo()
        take(due_photo())
        assert stored(other).attempts == 0

    def test_the_tenth_start_is_the_last(self) -> None:
        photo = due_photo(attempts=9)
        assert take(photo)
        Photo.objects.filter(pk=photo.pk).update(lease_until=None)
        assert not take(stored(photo))
        assert stored(photo).parked
        assert stored(photo).attempts == 10

    @pytest.mark.parametrize(("problem", "shown"), [("", "keeps_stopping"), ("store_down", "store_down")])
    def test_a_photo_started_too_often_is_parked_with_what_is_known(self, problem: str, shown: str) -> None:
        photo = due_photo(attempts=10, problem=problem, problem_detail="no route")
        assert not take(photo)
        row = stored(photo)
        assert (row.problem, row.problem_detail, row.due_at) == (shown, "no route", None)

    def test_the_next_is_taken_in_place_of_one_that_is_parked(self) -> None:
        spent, fresh = due_photo(attempts=10), due_photo()
        assert leases.take(Photo.objects.filter(pk__in=[spent.pk, fresh.pk]).order_by("-attempts")) == fresh
        assert stored(spent).parked


@pytest.mark.django_db(transaction=True)
def test_what_another_is_taking_at_this_moment_is_passed_over() -> None:
    first, second = due_photo(attempts=1), due_photo()
    with another_connection() as other:
        other.execute("select from archive_photo where id = %s for update", [first.pk])
        assert leases.take(Photo.objects.order_by("-attempts")) == second
        assert leases.take(Photo.objects.order_by("-attempts")) is None
    assert leases.take(Photo.objects.order_by("-attempts")) == first


class TestFinish:
    def test_nothing_more_is_due(self) -> None:
        photo = due_photo(problem="store_down", problem_detail="no route", crashes=2)
        take(photo)
        leases.finish(photo)
        row = stored(photo)
        assert (row.due_at, row.lease_until, row.problem, row.problem_detail) == (None, None, "", "")
        assert (row.attempts, row.crashes, photo.due_at) == (0, 0, None)

    def test_or_what_comes_next(self) -> None:
        photo, then = due_photo(), settled_work()
        take(photo)
        leases.finish(photo, then)
        assert stored(photo).due_at == photo.due_at == then["due_at"]
        assert stored(photo).lease_until is None

    def test_a_release_is_finished_alike_and_no_other_row(self) -> None:
        due = now() - SECOND
        release, other = due_release(due_at=due), due_release(due_at=due)
        take(release)
        leases.finish(release)
        assert (stored(release).due_at, stored(other).due_at) == (None, due)

    def test_what_was_asked_for_meanwhile_stays_due(self) -> None:
        photo = due_photo()
        take(photo)
        asked = now() + HOUR
        Photo.objects.filter(pk=photo.pk).update(due_at=asked)
        leases.finish(photo)
        assert stored(photo).due_at == asked
        assert photo.due_at is not None

    def test_the_desk_sees_it_as_changed(self) -> None:
        photo = due_photo()
        since = now()
        leases.finish(photo)
        assert stored(photo).changed_at >= since


def test_waiting_is_no_attempt() -> None:
    release = take(due_release(attempts=4))
    since = now()
    leases.wait(release, "gate_closed", "x" * 3000, 30 * SECOND)
    row = stored(release)
    assert (row.attempts, row.lease_until, row.problem) == (0, None, "gate_closed")
    assert row.problem_detail == "x" * 2000
    assert lies(row.due_at, 30 * SECOND, since=since)


def test_an_outage_counts_as_no_attempt_and_never_parks() -> None:
    photo = take(due_photo(PhotoState.RECEIVED, attempts=9))
    since = now()
    leases.sit_out(photo, "store_down", "x" * 3000)
    row = stored(photo)
    assert (row.attempts, row.lease_until, row.problem, row.parked) == (9, None, "store_down", False)
    assert row.problem_detail == "x" * 2000
    assert lies(row.due_at, 10 * SECOND, since=since)


class TestGivingBackWhatIsNotOursAnyMore:
    """Somebody made the row due anew under the lease, or another worker has taken it."""

    @pytest.mark.parametrize("give_back", GIVE_BACK)
    def test_what_was_asked_for_meanwhile_stays_due_at_once(self, give_back: Callable[[Photo], None]) -> None:
        photo = take(due_photo(PhotoState.READY))
        asked = now()
        Photo.objects.update(**fresh_work(asked))
        give_back(photo)
        assert (stored(photo).due_at, stored(photo).problem) == (asked, "")

    @pytest.mark.parametrize("give_back", GIVE_BACK)
    def test_another_workers_lease_stays(self, give_back: Callable[[Photo], None]) -> None:
        photo = take(due_photo(PhotoState.DEVELOPING))
        Photo.objects.update(leased_by="another")
        until = stored(photo).lease_until
        give_back(photo)
        row = stored(photo)
        assert (row.leased_by, row.lease_until, row.state) == ("another", until, PhotoState.DEVELOPING)


class TestTryAgain:
    @pytest.mark.parametrize(
        ("attempts", "seconds"), [(0, 2), (1, 2), (2, 4), (3, 8), (6, 64), (7, 120), (8, 120), (9, 120)]
    )
    def test_the_wait_doubles_from_2_to_120_seconds(self, attempts: int, seconds: int) -> None:
        photo, since = due_photo(attempts=attempts, lease_until=now()), now()
        leases.try_again(photo, "store_down", "x" * 3000)
        row = stored(photo)
        assert lies(row.due_at, seconds * SECOND, since=since)
        assert row.lease_until is None
        assert (row.problem, row.problem_detail, row.attempts) == ("store_down", "x" * 2000, attempts)

    def test_the_tenth_failure_parks_a_photo(self) -> None:
        photo = due_photo(attempts=10, lease_until=now())
        leases.try_again(photo, "store_down", "no route")
        row = stored(photo)
        assert (row.due_at, row.lease_until) == (None, None)
        assert (row.problem, row.problem_detail, row.parked) == ("store_down", "no route", True)

    @pytest.mark.parametrize("attempts", [10, 11, 32_000])
    def test_a_release_is_never_given_up(self, attempts: int) -> None:
        release, since = due_release(attempts=attempts), now()
        leases.try_again(release, "store_down", "no route")
        assert lies(stored(release).due_at, 120 * SECOND, since=since)

    @pytest.mark.parametrize(("crashes", "counted"), [(None, 1), (0, 0), (2, 2)])
    def test_crashes_are_written_when_told(self, crashes: int | None, counted: int) -> None:
        photo = due_photo(crashes=1)
        leases.try_again(photo, "keeps_crashing", "", crashes=crashes)
        assert stored(photo).crashes == counted

    def test_a_photo_in_development_is_received_again_without_a_decision(self) -> None:
        photo = due_photo(PhotoState.DEVELOPING)
        leases.try_again(photo, "store_down", "")
        assert stored(photo).state == photo.state == PhotoState.RECEIVED
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("state", sorted(set(PhotoState) - {PhotoState.DEVELOPING}))
    def test_a_photo_in_another_state_keeps_it(self, state: PhotoState) -> None:
        photo = due_photo(state)
        leases.try_again(photo, "store_down", "")
        assert stored(photo).state == state


def test_parking_says_why_in_2000_characters() -> None:
    photo = due_photo(PhotoState.DEVELOPING)
    leases.park(photo, "disk_trouble", "x" * 3000)
    assert (stored(photo).problem, stored(photo).problem_detail) == ("disk_trouble", "x" * 2000)
    assert stored(photo).state == PhotoState.RECEIVED


def test_a_process_that_begins_gives_back_what_it_dropped() -> None:
    dropped, theirs = (due_photo(PhotoState.DEVELOPING, lease_until=now() + HOUR, leased_by=name) for name in (ME, "x"))
    assert leases.free_own() == 1
    assert (stored(dropped).state, stored(dropped).lease_until) == (PhotoState.RECEIVED, None)
    assert stored(theirs).lease_until == theirs.lease_until


def test_a_machine_whose_clock_is_fast_takes_nothing_early(monkeypatch: pytest.MonkeyPatch) -> None:
    soon, held = due_photo(due_at=now() + SECOND * 60), due_photo(lease_until=now() + SECOND * 60, leased_by="x")
    fast = now() + SECOND * 90
    monkeypatch.setattr(timezone, "now", lambda: fast)
    assert (take(soon), take(held)) == (None, None)


class TestLostLeases:
    def test_one_past_its_time_is_given_back(self) -> None:
        photo = due_photo(PhotoState.DEVELOPING, lease_until=now() - SECOND, leased_by="elsewhere/1", attempts=2)
        assert leases.free_lost_leases() == 1
        row = stored(photo)
        assert (row.state, row.lease_until, row.attempts) == (PhotoState.RECEIVED, None, 2)
        assert row.due_at == photo.due_at

    @pytest.mark.parametrize(
        "holder",
        [ME, "0.0.1.1", "0.0.99999999.1", f"0.0.{os.getpid()}.1", f"{socket.gethostname()}/99999999"],
        ids=["ours", "elsewhere", "elsewhere, none here", "elsewhere, our number", "by host name, none here"],
    )
    def test_one_whose_holder_may_be_alive_stays(self, holder: str) -> None:
        photo = due_photo(lease_until=now() + leases.LEASE, leased_by=holder)
        assert leases.free_lost_leases() == 0
        assert stored(photo).lease_until == photo.lease_until

    def test_one_of_a_dead_process_ends_at_once(self) -> None:
        release = due_release(lease_until=now() + HOUR, leased_by=ended_holder())
        assert leases.free_lost_leases() == 1
        assert stored(release).lease_until is None

    def test_one_from_before_the_clock_was_set_back_ends_at_once(self) -> None:
        photo = due_photo(lease_until=now() + HOUR, leased_by="0.0.1.1")
        assert leases.free_lost_leases() == 1
        assert stored(photo).lease_until is None

    def test_what_was_put_off_before_then_is_due_now(self) -> None:
        early, later, held = (due_photo(due_at=now() + HOUR) for _ in range(3))
        Photo.objects.exclude(pk=later.pk).update(changed_at=now() + HOUR)
        Photo.objects.filter(pk=held.pk).update(lease_until=now() + leases.LEASE)
        assert leases.recall_postponed() == 1
        assert stored(early).due_at <= now()
        assert [stored(one).due_at for one in (later, held)] == [later.due_at, held.due_at]

    def test_rows_that_nobody_holds_are_left_alone(self) -> None:
        photo = due_photo()
        assert leases.free_lost_leases() == 0
        assert stored(photo).lease_until is None

    def test_a_pass_frees_500_of_a_kind_and_the_next_the_others(self) -> None:
        lost = {"date": now().date(), "due_at": now(), "lease_until": now() - SECOND}
        Release.objects.bulk_create(Release(slug=f"lost-{n}", number=f"lost-{n}", **lost) for n in range(501))
        due_photo(lease_until=now() - SECOND)
        assert [leases.free_lost_leases() for _ in range(3)] == [501, 1, 0]

    def test_a_photo_that_went_on_meanwhile_is_left_where_it_is(self) -> None:
        photo = due_photo(PhotoState.DEVELOPING, lease_until=now() + HOUR)
        Photo.objects.filter(pk=photo.pk).update(state=PhotoState.READY)
        leases.free(photo)
        assert stored(photo).state == PhotoState.READY
        assert stored(photo).lease_until == photo.lease_until
