"""Leases: a worker takes a row before it works on it, and gives it back as done, due again or (no release) parked.

`attempts` counts starts since the last success: ten park a photo, whether their ends were recorded or not (worker
killed, deploy). `crashes` counts the deaths of the chamber's child: three refuse the photo. An outage counts as
neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import Case, Model, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone

from archive.errors import Overtaken
from archive.models import Attachment, Batch, Delivery, Photo, Release
from archive.models.work import finished_work, is_free
from archive.problems import Problem
from archive.states import PhotoState
from archive.workflow import Row as AnyRow
from archive.workflow import move_photo, update_row
from workers.holder import is_gone, this_holder
from workers.metrics import FAILURES

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)  # longer than a task's hard time limit
MAX_ATTEMPTS = 10
# What every step reads: one query instead of four.
_WITH: Mapping[type[Model], tuple[str, ...]] = {
    Photo: ("original", "batch__photographer", "release"),
    Attachment: ("batch__photographer", "release"),
}
_HELD = Q(lease_until__isnull=False)
_CLOCKS_DIFFER = timedelta(minutes=5)
"""At most so much do two machines' clocks; what lies further ahead was written before one was set back."""
_RUNS = Case(When(lease_until__range=(Now(), Now() + LEASE + _CLOCKS_DIFFER), then=True), default=False)
_LEASED: tuple[type[AnyRow], ...] = (Photo, Attachment, Release, Delivery)
_FIRST_RETRY = timedelta(seconds=2)
_MAX_RETRY = timedelta(seconds=120)
_AFTER_OUTAGE = timedelta(seconds=10)

Row = TypeVar("Row", bound=AnyRow)


def take(rows: QuerySet[Row]) -> Row | None:
    """Lease the first of these rows that is due and that nobody holds; None when there is none.

    A photo or attachment that was started too often is parked on the way. A photo comes with its original, and both
    with batch, photographer and release.
    """
    with transaction.atomic():
        while row := _first_free(rows):
            if not (isinstance(row, Photo | Attachment) and row.attempts >= MAX_ATTEMPTS):
                _lease(row)
                return row
            park(row, row.problem or Problem.KEEPS_STOPPING, row.problem_detail)
    return None


def renew(row: AnyRow) -> bool:
    """Extend the lease that this process holds. False when it was lost, or the row was made due anew."""
    held = type(row).objects.filter(pk=row.pk, leased_by=this_holder(), lease_until__isnull=False)
    return bool(held.update(lease_until=Now() + LEASE))


def _first_free(rows: QuerySet[Row]) -> Row | None:
    related = _WITH.get(rows.model, ())
    # What another worker is just taking is skipped, not waited for.
    return rows.filter(is_free()).select_related(*related).select_for_update(skip_locked=True, of=("self",)).first()


def _lease(row: AnyRow) -> None:
    columns = {"leased_by": this_holder(), "attempts": row.attempts + 1}
    type(row).objects.filter(pk=row.pk).update(**columns, lease_until=Now() + LEASE)
    for name, value in columns.items():
        setattr(row, name, value)


def finish(row: AnyRow, then: dict[str, Any] | None = None) -> None:
    """Record that nothing more is due, or what `then` says, unless the row was made due again under the lease."""
    work = then or finished_work()
    if type(row).objects.filter(pk=row.pk, due_at=row.due_at).update(changed_at=timezone.now(), **work):
        row.due_at = work["due_at"]


def wait(row: AnyRow, problem: str, detail: str, delay: timedelta) -> None:
    """Look again after `delay`, because something else must come first. This does not count as an attempt."""
    due = timezone.now() + delay
    _give_back(row, due_at=due, lease_until=None, attempts=0, problem=problem, problem_detail=detail[:2000])


def sit_out(row: AnyRow, problem: str, detail: str) -> None:
    """Give a row back over an outage, for which it cannot help: this start does not count as an attempt."""
    FAILURES.labels(problem, "waits").inc()
    log.warning("outage", row=row.pk, problem=problem, detail=detail)
    due, attempts = timezone.now() + _AFTER_OUTAGE, max(row.attempts - 1, 0)
    _give_back(row, due_at=due, lease_until=None, attempts=attempts, problem=problem, problem_detail=detail[:2000])


def try_again(row: AnyRow, problem: str, detail: str, *, crashes: int | None = None) -> None:
    """Give a row back for another try after 2 s, doubling to 120 s. Ten failures park it, but never a release."""
    log.warning("step_failed", row=row.pk, problem=problem, detail=detail, attempts=row.attempts)
    if isinstance(row, Photo | Attachment) and row.attempts >= MAX_ATTEMPTS:
        park(row, problem, detail)
        return
    FAILURES.labels(problem, "again").inc()
    doublings = min(max(row.attempts - 1, 0), MAX_ATTEMPTS)
    due = timezone.now() + min(_FIRST_RETRY * 2**doublings, _MAX_RETRY)
    waiting: dict[str, Any] = {"due_at": due, "lease_until": None}
    if crashes is not None:
        waiting["crashes"] = crashes
    _give_back(row, problem=problem, problem_detail=detail[:2000], **waiting)


def retry_at(row: Delivery, due: datetime, problem: str, detail: str) -> None:
    """Give a row back for another try at a moment that the caller chose."""
    FAILURES.labels(problem, "again").inc()
    _give_back(row, due_at=due, lease_until=None, problem=problem, problem_detail=detail[:2000])


def park(row: Photo | Attachment | Delivery, problem: str, detail: str) -> None:
    """Stop trying. The desk shows the photo with its problem and a retry button."""
    FAILURES.labels(problem, "parked").inc()
    log.error("parked", row=row.pk, problem=problem, detail=detail)
    _give_back(row, problem=problem, problem_detail=detail[:2000], due_at=None, lease_until=None)
    if not isinstance(row, Delivery):
        Batch.objects.filter(pk=row.batch_id).stir()


def free_own() -> int:
    """Give back the rows that the record says this process holds, which begins its work and therefore holds none.

    It dropped them when the database was down.
    """
    own = [row for model in _LEASED for row in model.objects.filter(_HELD, leased_by=this_holder())]
    for row in own:
        free(row)
    return len(own)


def free_lost_leases() -> int:
    """Give back the rows that dead workers held; returns how many.

    A lease ends with its time, or at once where its holder has certainly ended. One that lies further ahead than any is
    given was written before the clock was set back.
    """
    lost = [row for model in _LEASED for row in _lost_rows(model)]
    for row in lost:
        free(row)
    return len(lost)


def _lost_rows(model: type[AnyRow]) -> list[AnyRow]:
    """Only these are read whole: most held rows are being worked on, and the tick looks at all of them."""
    held = model.objects.filter(_HELD).order_by("lease_until").values_list("pk", "leased_by", _RUNS)[:500]
    lost = [pk for pk, holder, runs in held if not runs or is_gone(holder)]
    rows: Iterable[Any] = model.objects.filter(_HELD, pk__in=lost).annotate(runs=_RUNS) if lost else ()
    return [row for row in rows if not row.runs or is_gone(row.leased_by)]


def recall_postponed() -> int:
    """Make due now what was put off before the clock was set back, which would wait as long again; how many rows.

    What somebody holds is theirs to end. A release is looked at once and waits for its moment again.
    """
    now = timezone.now()
    put_off = Q(due_at__gt=now, changed_at__gt=now + _CLOCKS_DIFFER, lease_until=None)
    return sum(model.objects.filter(put_off).update(due_at=now, changed_at=now) for model in _LEASED)


def free(row: AnyRow) -> None:
    """Give a row back in place of its holder, due at once."""
    log.info("lease_freed", row=row.pk, holder=row.leased_by)
    try:
        _give_back(row, lease_until=None)
    except Overtaken:
        log.info("overtaken", row=row.pk)


@transaction.atomic
def _give_back(row: AnyRow, **changes: Any) -> None:
    """Write what is next, unless the row was made due anew or taken by another worker meanwhile: then that counts."""
    if not _is_as_read(row):
        log.info("overtaken", row=row.pk)
    elif isinstance(row, Photo) and row.state == PhotoState.DEVELOPING:
        move_photo(row, PhotoState.RECEIVED, audit=False, **changes)
    else:
        update_row(row, **changes)


def _is_as_read(row: AnyRow) -> bool:
    """Whether the row, which this locks, is still due and held as this instance says."""
    rows = type(row).objects.filter(pk=row.pk, due_at=row.due_at, leased_by=row.leased_by)
    return rows.order_by().select_for_update().first() is not None
