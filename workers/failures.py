"""How a failed step ends in the record.

A failure that is `permanent` refuses a photo, or parks one that was developed before. An outage is not the row's fault
and never counts against it. Every other failure listed here gives the row back for another try. Anything else is a bug:
it is raised, and `workers.slices` gives the row back.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, InterfaceError, OperationalError

from archive.models import Attachment, Photo, Release
from archive.models.work import finished_work
from archive.problems import Problem
from archive.states import AttachmentState, PhotoState
from archive.store.errors import Missing, StoreDown, StoreError, StoreFull
from archive.workflow import move_attachment, move_photo
from pipelines.refusal import Refusal
from workers import leases
from workers.metrics import FAILURES

log = structlog.get_logger(__name__)


class Impossible(Exception):
    """A step that no further try makes succeed; `key` says why."""

    permanent = True

    def __init__(self, key: Problem, detail: str) -> None:
        super().__init__(key, detail)
        self.key = key
        self.detail = detail


class UploadMissing(Missing):
    """The store has no such upload: it was deleted, or its event was a moment early. The sweep closes its Receipt."""


_PASSING: Mapping[type[Exception], Problem] = {
    UploadMissing: Problem.UPLOAD_MISSING,  # before StoreError, which it is
    StoreError: Problem.STORE_DOWN,
    DatabaseError: Problem.RECORD_DOWN,
    InterfaceError: Problem.RECORD_DOWN,
    MemoryError: Problem.OUT_OF_MEMORY,
    SoftTimeLimitExceeded: Problem.TOOK_TOO_LONG,
    OSError: Problem.DISK_TROUBLE,
}
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_RECORD_FULL = "53100"  # PostgreSQL's disk_full
_RECORDED: tuple[type[Exception], ...] = (Refusal, Impossible, *_PASSING)


@contextmanager
def recorded(row: Photo | Attachment | Release) -> Iterator[None]:
    """End the failures of a step on this leased row in the record."""
    try:
        yield
    except _RECORDED as error:
        record_failure(row, error)


def record_failure(row: Photo | Attachment | Release, error: Exception) -> None:
    """Refuse or park a file over a permanent error, let the row wait for the end of an outage, or else try it again.

    A release is never given up: a withdrawal that stops halfway leaves public what must go.
    """
    if getattr(error, "permanent", False) and isinstance(row, Photo | Attachment):
        refuse(row, _key_of(error), getattr(error, "detail", str(error)))
    elif _is_outage(error):
        leases.sit_out(row, _key_of(error), str(error))
    else:
        leases.try_again(row, _key_of(error), str(error))


def _is_outage(error: Exception) -> bool:
    """Whether every row would fail alike at this moment: the store or the database is away, or the disk is full."""
    return _has_no_room(error) or isinstance(error, StoreDown | OperationalError | InterfaceError)


def _has_no_room(error: BaseException) -> bool:
    """Whether a disk is full: ours, the store's or the database's."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if isinstance(error, DatabaseError):
        return getattr(error.__cause__, "sqlstate", None) == _RECORD_FULL
    return isinstance(error, StoreFull)


def _key_of(error: Exception) -> str:
    if isinstance(error, Refusal | Impossible):
        return error.key
    if _has_no_room(error):
        return Problem.DISK_FULL
    return next(problem for kind, problem in _PASSING.items() if isinstance(error, kind))


def refuse(row: Photo | Attachment, problem: str, detail: str) -> None:
    """Refuse a photo in development or a new attachment; park a photo that was developed before.

    Nothing public changes by itself.
    """
    FAILURES.labels(problem, "refused").inc()
    log.info("refused", **{type(row).__name__.lower(): row.pk}, reason=problem, detail=detail)
    columns = finished_work() | {"problem": problem, "problem_detail": detail[:2000]}
    if isinstance(row, Attachment):
        move_attachment(row, AttachmentState.REFUSED, **columns)
    elif row.state == PhotoState.DEVELOPING:
        move_photo(row, PhotoState.REFUSED, **columns)
    else:
        leases.park(row, problem, detail)
