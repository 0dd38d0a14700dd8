"""Find what somebody must be told of. The tick calls this every few seconds: it reads rows of small indexes alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Manager, Max, Q
from django.utils import timezone

from archive.faults import describe_fault
from archive.models import Attachment, Batch, Cause, Delivery, DeliveryKind, Notice, Photo, Receipt, Release
from archive.models.release import SILENCE
from archive.people.attempts import count_attempt
from archive.problems import Problem
from archive.publishing.deliveries import announce_deliveries
from archive.states import UNDER_WAY, PhotoState, ReleaseState

log = structlog.get_logger(__name__)
BEFORE_EMBARGO = dt.timedelta(minutes=30)
_BATCHES_A_TICK = 2
_NOT_DEVELOPED_YET = dt.timedelta(seconds=30)
_AFTER_A_FAILURE = dt.timedelta(minutes=15)
_SAID_AGAIN = dt.timedelta(minutes=14)
"""What fails is logged so seldom: a little less than a batch that failed waits, so that each of its tries is logged."""
_PATIENCE = dt.timedelta(minutes=15)
"""How long a batch that has arrived waits to be told of until all of it is developed."""
_RECENT = dt.timedelta(days=1)
_OF_FAILED = ("state", "goes_live_at", "attempts", "problem", "problem_detail")
_TRIES = 4
"""A publication that failed this often has failed."""
_OVER = (PhotoState.REFUSED, PhotoState.DECLINED, PhotoState.WITHDRAWN)


@dataclass(frozen=True)
class Tally:
    """A batch's files, which are photos and attachments: how many there are in each state, how many wait for a person
    or a worker, when the last one came."""

    states: Mapping[str, int]
    attachments: int
    stopped: int
    under_way: int
    received_at: dt.datetime | None

    def count(self, *states: str) -> int:
        """How many are in one of these states."""
        return sum(self.states.get(state, 0) for state in states)

    @property
    def is_reviewed(self) -> bool:
        """Everything that could be decided on is, and something was."""
        decided = (PhotoState.APPROVED, PhotoState.LIVE, PhotoState.DECLINED, PhotoState.WITHDRAWN)
        return self.count(*decided) > 0 and not self.count(PhotoState.READY, *UNDER_WAY)


def find_notices(now: dt.datetime) -> None:
    """Write down what is to be told and is not yet."""
    due = Batch.objects.filter(look_at__lte=now).order_by("look_at")
    for batch in due[:_BATCHES_A_TICK]:
        with _apart(f"batch {batch.pk}"):
            look_at(batch, now)
        # What is still due has failed, and would keep the others waiting.
        Batch.objects.filter(pk=batch.pk, look_at=batch.look_at).update(look_at=now + _AFTER_A_FAILURE)
    _find_embargoes(now)
    _find_unconfirmed(now)
    _find_failures(now)


@contextmanager
def _apart(about: str) -> Iterator[None]:
    """A row that fails, which is a bug of ours, is tried again later and keeps no other from being told."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise  # every row would fail alike
    except Exception as error:  # noqa: BLE001  (whatever it is)
        # The next tick tries again, and would say so again every few seconds.
        if count_attempt(f"notice of {about}", _SAID_AGAIN).count == 1:
            log.error("notice_failed", about=about, cause=describe_fault(error))


@transaction.atomic
def look_at(batch: Batch, now: dt.datetime) -> None:
    """Note what there is to tell of a batch to which nothing has happened for a while."""
    if not Batch.objects.filter(pk=batch.pk, look_at=batch.look_at).update(look_at=None):
        return  # somebody stirred it, or looks already
    tally = tally_of(batch)
    arrived = tally.received_at or now
    if tally.under_way and now - arrived < _PATIENCE:
        Batch.objects.filter(pk=batch.pk, look_at=None).update(look_at=now + _NOT_DEVELOPED_YET)
        return
    if batch.release.is_unsorted:
        _note_unsorted(batch, tally, now)
        return
    if tally.states and now - arrived < _RECENT and _was_sent(batch):
        facts = {"photos": sum(tally.states.values()) - tally.attachments, "attachments": tally.attachments}
        facts |= {"refused": tally.count(PhotoState.REFUSED), "under_way": tally.under_way}
        _note(Cause.BATCH_RESTED, f"batch {batch.pk}", batch.release, batch, facts)
    if tally.stopped:
        _note(Cause.PERSON_NEEDED, f"batch {batch.pk}", batch.release, batch, {"stopped": tally.stopped})
    if tally.is_reviewed and batch.photographer and batch.photographer.account_id:
        kinds = {"taken": (PhotoState.APPROVED, PhotoState.LIVE), "declined": (PhotoState.DECLINED,)}
        kinds["refused"] = (PhotoState.REFUSED,)
        facts = {name: tally.count(*states) for name, states in kinds.items()}
        _note(Cause.BATCH_REVIEWED, f"batch {batch.pk}", batch.release, batch, facts)


def _was_sent(batch: Batch) -> bool:
    """Whether anything of it arrived by itself; what the office took over did not."""
    return Receipt.objects.filter(Q(photo__batch=batch) | Q(attachment__batch=batch)).exists()


def tally_of(batch: Batch) -> Tally:
    """Count a batch's files, with a query for each of the two kinds, whose states have the same names."""
    photos, attachments = _counted(batch.photos), _counted(batch.attachments)
    rows = photos + attachments
    states: Counter[str] = Counter()
    for row in rows:
        states[row["state"]] += row["n"]
    return Tally(
        states,
        sum(row["n"] for row in attachments),
        sum(row["stopped"] for row in rows),
        sum(row["under_way"] for row in rows),
        max((row["last"] for row in rows), default=None),
    )


def _counted(files: Manager[Photo] | Manager[Attachment]) -> list[Any]:
    """By state: how many there are, how many have stopped or are under way, and when the last one came."""
    stopped = Count("pk", filter=Q(due_at=None) & ~Q(problem="") & ~Q(state__in=_OVER))
    under_way = Count("pk", filter=Q(due_at__isnull=False, state__in=UNDER_WAY))
    found = files.order_by().values("state")
    return list(found.annotate(n=Count("pk"), stopped=stopped, under_way=under_way, last=Max("received_at")))


def _note_unsorted(batch: Batch, tally: Tally, now: dt.datetime) -> None:
    """Files without a release wait for a person. This batch never ends, so it may be told of once a day."""
    if waiting := sum(tally.states.values()) - tally.count(*_OVER):
        day = timezone.localdate(now).isoformat()
        _note(Cause.PERSON_NEEDED, f"batch {batch.pk}, {day}", batch.release, batch, {"unsorted": waiting})


def _find_embargoes(now: dt.datetime) -> None:
    """Whether the gate is closed is found out before it is told: that reads every photo of the release."""
    waiting = Release.objects.filter(state__in=(ReleaseState.DRAFT, ReleaseState.SCHEDULED)).order_by()
    soon = waiting.filter(goes_live_at__gt=now, goes_live_at__lte=now + BEFORE_EMBARGO).only("goes_live_at")
    marks = {f"release {one.pk}, {moment_of(one)}": one for one in soon}
    _note_each(Cause.EMBARGO_AT_RISK, marks, lambda release: {"at": moment_of(release)})


def _find_unconfirmed(now: dt.datetime) -> None:
    """A release that goes out only once somebody confirms what another has changed."""
    scheduled = Release.objects.filter(state=ReleaseState.SCHEDULED, changed_at__lte=now - SILENCE).order_by()
    changed = scheduled.exclude(approved_revision=F("revision")).only("approved_revision")
    marks = {f"release {one.pk}, revision {one.approved_revision}": one for one in changed}
    _note_each(Cause.PERSON_NEEDED, marks, lambda _release: {"unconfirmed": True})


def _find_failures(now: dt.datetime) -> None:
    stopped = Release.objects.exclude(problem="").only(*_OF_FAILED).annotate(newest=Max("publications__n")).order_by()
    failed = [one for one in stopped if _has_failed(one, now)]
    marks = {f"release {one.pk}, version {(one.newest or 0) + 1}, {moment_of(one)}": one for one in failed}
    _note_each(Cause.PUBLICATION_FAILED, marks, _failure_of)


def _failure_of(release: Release) -> dict[str, str]:
    return {"problem": release.problem, "detail": release.problem_detail[:500]}


def _has_failed(release: Release, now: dt.datetime) -> bool:
    """Its gate is closed at its time, it was tried in vain several times, or its time is over for a while."""
    late = release.state == ReleaseState.SCHEDULED and release.goes_live_at
    if late and late <= now - SILENCE:
        return True
    return release.problem == Problem.GATE_CLOSED or release.attempts >= _TRIES


def moment_of(release: Release) -> str:
    """When its embargo ends, as marks and facts have it."""
    return release.goes_live_at.isoformat() if release.goes_live_at else ""


def _note_each(cause: Cause, marks: Mapping[str, Release], facts: Callable[[Release], Mapping[str, object]]) -> None:
    for mark, release in _not_noted(cause, marks):
        with _apart(mark):
            _note(cause, mark, release, None, facts(release))


def _not_noted(cause: Cause, marks: Mapping[str, Release]) -> Iterable[tuple[str, Release]]:
    if not marks:
        return ()
    noted = set(Notice.objects.filter(mark__in=[_mark(cause, mark) for mark in marks]).values_list("mark", flat=True))
    return [(mark, release) for mark, release in marks.items() if _mark(cause, mark) not in noted]


@transaction.atomic
def _note(cause: Cause, mark: str, release: Release, batch: Batch | None, facts: Mapping[str, object]) -> None:
    """Write a notice down, unless one with this mark is: nothing is told twice."""
    columns = {"cause": cause, "release": release, "batch": batch, "facts": dict(facts)}
    notice, new = Notice.objects.get_or_create(mark=_mark(cause, mark), defaults=columns)
    if new:
        due = {"due_at": timezone.now(), "release": release}
        row = Delivery.objects.create(kind=DeliveryKind.NOTICE, event=cause, notice=notice, **due)
        announce_deliveries([row])


def _mark(cause: Cause, mark: str) -> str:
    return f"{cause}: {mark}"
