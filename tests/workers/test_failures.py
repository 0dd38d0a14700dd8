"""Which failures end in the record, and how."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, InterfaceError, OperationalError
from django.utils import timezone
from psycopg.errors import DiskFull

from archive.models import Photo, Release
from archive.models.work import fresh_work
from archive.problems import Problem
from archive.states import PhotoState
from archive.store.errors import AccessDenied, Missing, StoreDown, StoreFull
from pipelines.refusal import Refusal
from tests.factories import make_photo, make_release
from workers import leases
from workers.develop.chamber import ChamberFailure
from workers.failures import Impossible, recorded
from workers.metrics import FAILURES

pytestmark = pytest.mark.django_db


def database_full() -> OperationalError:
    """As Django hands on what PostgreSQL says."""
    error = OperationalError("could not extend file: No space left on device")
    error.__cause__ = DiskFull("could not extend file: No space left on device")
    return error


PASSING: dict[Exception, Problem] = {
    StoreFull("a: InternalError"): Problem.DISK_FULL,
    database_full(): Problem.DISK_FULL,
    OSError(errno.EDQUOT, "quota exceeded"): Problem.DISK_FULL,
    ChamberFailure(errno.ENOSPC, "disk full"): Problem.DISK_FULL,
    StoreDown("a: SlowDown"): Problem.STORE_DOWN,
    AccessDenied("a: 403"): Problem.STORE_DOWN,
    Missing("a"): Problem.STORE_DOWN,
    OperationalError("no connection"): Problem.RECORD_DOWN,
    InterfaceError("connection already closed"): Problem.RECORD_DOWN,
    DataError("a number too large"): Problem.RECORD_DOWN,
    MemoryError(): Problem.OUT_OF_MEMORY,
    SoftTimeLimitExceeded(): Problem.TOOK_TOO_LONG,
    OSError(errno.ENOSPC, "disk full"): Problem.DISK_FULL,
    OSError(errno.EIO, "bad sector"): Problem.DISK_TROUBLE,
    ChamberFailure("no process"): Problem.DISK_TROUBLE,
}
OUTAGES = {
    "StoreDown",
    "StoreFull",
    "AccessDenied",
    "OperationalError",
    "InterfaceError",
    "disk full",
    "quota exceeded",
}
PERMANENT = [Refusal("broken", "in line 3"), Impossible(Problem.NOT_SEALABLE, "in line 3")]


def taken(row: Any) -> Any:
    """The row as a worker holds it."""
    type(row).objects.filter(pk=row.pk).update(**fresh_work())
    row.refresh_from_db()
    return leases.take(type(row).objects.filter(pk=row.pk))


def _fail(error: Exception) -> None:
    raise error


def after(row: Any, error: Exception) -> Any:
    """The row as it stands after a step that failed like this."""
    with recorded(row):
        _fail(error)
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("make", [make_photo, make_release])
def test_what_may_pass_is_tried_again(make: Any, error: Exception) -> None:
    begun = timezone.now()
    row: Photo | Release = after(taken(make()), error)
    assert (row.problem, row.problem_detail, row.lease_until) == (PASSING[error], str(error), None)
    assert row.due_at
    assert row.due_at >= begun + timedelta(seconds=2)


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_only_an_outage_may_last_as_long_as_it_likes(error: Exception) -> None:
    photo = taken(make_photo(state=PhotoState.RECEIVED))
    Photo.objects.filter(pk=photo.pk).update(attempts=leases.MAX_ATTEMPTS)
    photo.refresh_from_db()
    is_outage = bool({type(error).__name__, getattr(error, "strerror", None)} & OUTAGES)
    assert after(photo, error).parked is not is_outage


@pytest.mark.parametrize("error", PERMANENT, ids=lambda error: type(error).__name__)
def test_a_permanent_failure_refuses_a_new_photo(error: Exception) -> None:
    photo = after(taken(make_photo(state=PhotoState.DEVELOPING)), error)
    assert (photo.state, photo.problem_detail, photo.parked) == (PhotoState.REFUSED, "in line 3", True)


@pytest.mark.parametrize("error", PERMANENT, ids=lambda error: type(error).__name__)
def test_a_permanent_failure_parks_a_developed_photo(error: Exception) -> None:
    photo = after(taken(make_photo(state=PhotoState.LIVE)), error)
    assert (photo.state, photo.problem_detail, photo.parked) == (PhotoState.LIVE, "in line 3", True)


def test_a_release_is_never_given_up() -> None:
    release = after(taken(make_release()), Impossible(Problem.NOT_SEALABLE, ""))
    assert (release.problem, release.parked) == ("not_sealable", False)


def test_a_bug_is_raised_and_the_lease_stays() -> None:
    photo = taken(make_photo())
    with pytest.raises(LookupError), recorded(photo):
        raise LookupError("a bug of ours")
    photo.refresh_from_db()
    assert photo.lease_until
    assert photo.problem == ""


@pytest.mark.parametrize(
    ("error", "ended"),
    [(Refusal("broken", ""), "refused"), (StoreDown("a"), "waits"), (Missing("a"), "again")],
    ids=["refused", "waits", "again"],
)
def test_each_failure_is_counted_by_how_it_ended(error: Exception, ended: str) -> None:
    counter = FAILURES.labels(getattr(error, "key", Problem.STORE_DOWN), ended)
    before = counter._value.get()
    after(taken(make_photo(state=PhotoState.DEVELOPING)), error)
    assert counter._value.get() == before + 1
