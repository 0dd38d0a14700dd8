"""Leases: a worker takes a row before it works on it, and gives it back as done, due again or (a photo) parked.

`attempts` counts starts since the last success: ten park a photo, whether their ends were recorded or not (worker
killed, deploy). `crashes` counts the deaths of the chamber's child: three refuse the photo.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from archive.errors import Overtaken
from archive.models import Photo, Release
from archive.models.work import finished_work
from archive.problems import Problem
from archive.states import PhotoState
from archive.workflow import move_photo, update_row
from workers.holder import is_gone, this_holder

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)  # longer than a task's hard time limit
MAX_ATTEMPTS = 10
PHOTO_WITH = ("original", "batch__photographer", "release")
_FIRST_RETRY = timedelta(seconds=2)
_MAX_RETRY = timedelta(seconds=120)

Row = TypeVar("Row", Photo, Release)


def take(row: Row) -> bool:
    """Lease a due row. False when nothing is due, somebody else holds it, or a photo was started too often (parked)."""
    now = timezone.now()
    if row.due_at is None or row.due_at > now:
        return False
    if isinstance(row, Photo) and row.attempts >= MAX_ATTEMPTS:
        park(row, row.problem or Problem.KEEPS_STOPPING, row.problem_detail)
        return False
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    taken = type(row).objects.filter(free, pk=row.pk, state=row.state, due_at__lte=now)
    if not taken.update(lease_until=now + LEASE, leased_by=this_holder(), attempts=F("attempts") + 1):
        return False
    row.refresh_from_db(from_queryset=_with_related(row))
    return True


def _with_related(row: Photo | Release) -> QuerySet[Any]:
    """A photo comes with the rows that every step reads: one query instead of four."""
    if isinstance(row, Photo):
        return Photo.objects.select_related(*PHOTO_WITH)
    return Release.objects.all()


def finish(row: Photo | Release, then: dict[str, Any] | None = None) -> None:
    """Record that nothing more is due, or what `then` says, unless the row was made due again under the lease."""
    work = then or finished_work()
    if type(row).objects.filter(pk=row.pk, due_at=row.due_at).update(changed_at=timezone.now(), **work):
        row.due_at = work["due_at"]


def wait(row: Photo | Release, problem: str, detail: str, delay: timedelta) -> None:
    """Look again after `delay`, because something else must come first. This does not count as an attempt."""
    due = timezone.now() + delay
    update_row(
        row,
        due_at=due,
        nudge_after=due,
        nudges=0,
        lease_until=None,
        attempts=0,
        problem=problem,
        problem_detail=detail[:2000],
    )


def try_again(row: Photo | Release, problem: str, detail: str, *, crashes: int | None = None) -> None:
    """Give a row back for another try after 2 s, doubling to 120 s. Ten failures park a photo, never a release."""
    log.warning("step_failed", row=row.pk, problem=problem, detail=detail, attempts=row.attempts)
    if isinstance(row, Photo) and row.attempts >= MAX_ATTEMPTS:
        park(row, problem, detail)
        return
    doublings = min(max(row.attempts - 1, 0), MAX_ATTEMPTS)
    due = timezone.now() + min(_FIRST_RETRY * 2**doublings, _MAX_RETRY)
    waiting = {"due_at": due, "nudge_after": due, "nudges": 0, "lease_until": None}
    if crashes is not None:
        waiting["crashes"] = crashes
    _give_back(row, problem=problem, problem_detail=detail[:2000], **waiting)


def park(row: Photo, problem: str, detail: str) -> None:
    """Stop trying. The desk shows the photo with its problem and a retry button."""
    log.error("parked", row=row.pk, problem=problem, detail=detail)
    _give_back(row, problem=problem, problem_detail=detail[:2000], due_at=None, lease_until=None, nudge_after=None)


def free_lost_leases() -> int:
    """Give back the rows that dead workers held; returns how many.

    A lease ends with its time, or at once where its holder has certainly ended.
    """
    lost = [row for model in (Photo, Release) for row in model.objects.exclude(lease_until=None)[:500] if _is_lost(row)]
    for row in lost:
        free(row)
    return len(lost)


def free(row: Photo | Release) -> None:
    """Give a row back in place of its holder, due at once."""
    log.info("lease_freed", row=row.pk, holder=row.leased_by)
    try:
        _give_back(row, lease_until=None, nudge_after=timezone.now())
    except Overtaken:
        log.info("overtaken", row=row.pk)


def _is_lost(row: Photo | Release) -> bool:
    if row.lease_until is not None and row.lease_until < timezone.now():
        return True
    return is_gone(row.leased_by)


def _give_back(row: Photo | Release, **changes: Any) -> None:
    if isinstance(row, Photo) and row.state == PhotoState.DEVELOPING:
        move_photo(row, PhotoState.RECEIVED, audit=False, **changes)
    else:
        update_row(row, **changes)
