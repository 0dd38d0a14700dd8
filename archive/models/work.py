"""What every row carries that a worker acts on: the database says what is next, a message is only a nudge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

NUDGE_FIRST = timedelta(seconds=15)
NUDGE_LONGEST = timedelta(seconds=120)
SETTLED = timedelta(seconds=20)
"""An edit is seldom the last: what can wait for the next waits this long."""


class Work(models.Model):
    """Columns of a row with a next step.

    `due_at` null means nothing is to be done, or the row is parked (then `problem` says why). `leased_by` is
    `<host>/<process id>` of whoever works on it until `lease_until`. `attempts` counts starts since the last success,
    `crashes` the ends that the chamber witnessed.
    """

    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=64, blank=True)
    problem_detail = models.TextField(blank=True)
    nudges = models.PositiveSmallIntegerField(default=0)
    nudge_after = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def parked(self) -> bool:
        """Nothing will happen by itself any more: a person must look."""
        return bool(self.problem) and self.due_at is None


def fresh_work(due_at: datetime | None = None) -> dict[str, Any]:
    """Column values of a row whose next step starts from scratch, due now or at `due_at`."""
    now = timezone.now()
    due = due_at or now
    return {
        "due_at": due,
        "lease_until": None,
        "attempts": 0,
        "crashes": 0,
        "problem": "",
        "problem_detail": "",
        "nudges": 0,
        # What is due now was nudged by the commit that made it due; what is due later, the tick nudges in time.
        "nudge_after": due if due > now else due + NUDGE_FIRST,
    }


def settled_work() -> dict[str, Any]:
    """Column values of a row whose next step can wait until nobody has edited it for a while."""
    return fresh_work(timezone.now() + SETTLED)


def finished_work() -> dict[str, Any]:
    """Column values of a row with nothing left to do."""
    return {**fresh_work(), "due_at": None, "nudge_after": None}


def nudge_delay(nudges: int) -> timedelta:
    """How long the sweep leaves a row alone after its `nudges`-th reminder: 15 s · 2ⁿ, at most 120 s.

    Without this gate a sweep by age multiplied the work sevenfold.
    """
    return min(NUDGE_FIRST * float(2**nudges), NUDGE_LONGEST)
