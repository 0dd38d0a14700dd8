"""Passes: long work in parts, done in slices of seconds, whose progress is in the record after every step.

A part is a generator: it takes the place it goes on after (empty for its beginning), and after each step gives the
place it has come to (empty at its end) and what it repaired. Steps can be repeated, so a kill costs at most one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils import timezone

from archive.models import UpkeepPass
from archive.store.errors import BadRequest, StoreError
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

Step = tuple[str, Repairs]
Part = Callable[[str], Iterator[Step]]
Parts = Mapping[str, Part]

ENDS_A_SLICE = (StoreError, OperationalError, InterfaceError, SoftTimeLimitExceeded, MemoryError)
"""The next slice begins with the same step after these, which pass. Anything else would come again with every slice: it
is a fault of one part, and costs only that."""

_END = "end"  # what stands in the record for the part after the last
_BUSY = timedelta(minutes=2)  # longer than a step and than a task's hard time limit


def run_whole(parts: Parts) -> Repairs:
    """One pass from beginning to end, which the record does not remember. Raises StoreError."""
    return sum((repairs for _name, _after, repairs in _steps(parts, "", "")), Repairs())


def run_slice(name: str, parts: Parts, until: float, every: timedelta) -> bool:
    """Go on with the pass `name` until `time.monotonic()` reaches `until`; True when there is more to do now.

    A new pass begins `every` so often. False also while another process works on it.
    """
    row = _claim(name, every)
    if row is None:
        return False
    try:
        return _go_on(row, parts, until)
    finally:
        UpkeepPass.objects.filter(pk=name).update(busy_until=None)


def begin_anew(name: str) -> None:
    """Have the next slice begin a new pass, unless one is under way."""
    UpkeepPass.objects.filter(pk=name, ended_at__isnull=False).update(started_at=None)


def _claim(name: str, every: timedelta) -> UpkeepPass | None:
    UpkeepPass.objects.get_or_create(name=name)
    now = timezone.now()
    # What lies further ahead than anybody writes was written by a clock that has been set back since.
    free = Q(busy_until=None) | Q(busy_until__lt=now) | Q(busy_until__gt=now + 2 * _BUSY)
    # A little early counts as due: whoever calls `every` so often may be a moment earlier than the last time.
    due = Q(started_at=None) | Q(ended_at=None) | Q(started_at__lte=now - every * 0.9) | Q(started_at__gt=now + _BUSY)
    if not UpkeepPass.objects.filter(free, due, pk=name).update(busy_until=now + _BUSY):
        return None
    row = UpkeepPass.objects.get(pk=name)
    if row.started_at is None or row.ended_at is not None:
        row.part, row.after, row.repairs, row.started_at, row.ended_at = "", "", {}, now, None
        row.save()
    return row


def _go_on(row: UpkeepPass, parts: Parts, until: float) -> bool:
    for name, after, repairs in _steps(parts, row.part, row.after):
        row.part, row.after = name, after
        row.repairs = asdict(Repairs.of(row.repairs) + repairs)
        row.busy_until = timezone.now() + _BUSY
        row.save()
        if time.monotonic() >= until:
            return True
    row.ended_at = timezone.now()
    row.save()
    log.info("pass_ended", name=row.name, **{name: count for name, count in row.repairs.items() if count})
    return False


def _steps(parts: Parts, first: str, after: str) -> Iterator[tuple[str, str, Repairs]]:
    """Every step from there on, each with the part and the place where the next one begins."""
    names = [*parts, _END]
    start = names.index(first) if first in names else 0
    for name, following in pairwise(names[start:]):
        try:
            for come_to, repairs in parts[name](after if name == first else ""):
                yield (name, come_to, repairs) if come_to else (following, "", repairs)
        except Exception as error:
            if isinstance(error, ENDS_A_SLICE) and not isinstance(error, BadRequest):
                raise
            log.exception("part_broken", part=name)
            yield following, "", Repairs(broken=(name,))
