"""The columns of every row that a worker acts on: the database says what is next, a message is only a nudge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

FIRST_NUDGE_DELAY = timedelta(seconds=15)
MAX_NUDGE_DELAY = timedelta(seconds=120)
SETTLING_TIME = timedelta(seconds=20)
"""How long work that is not urgent waits after an edit, since another edit often follows."""


class Work(models.Model):
    """Columns of a row with a next step.

    `due_at` null means nothing is to be done, or the row is parked (then `problem` says why). `leased_by` is
    `<host>/<process id>` of whoever works on it until `lease_until`. `attempts` counts starts since the last success,
    `crashes` how often the chamber's child died over it.
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
        """Whether nothing will happen until a person acts: the row has a problem and is not due."""
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
        # The commit that makes a row due now nudges it itself; the tick nudges a row that is due later.
        "nudge_after": due if due > now else due + FIRST_NUDGE_DELAY,
    }


def settled_work() -> dict[str, Any]:
    """Column values of a row whose next step waits until nobody has edited it for `SETTLING_TIME`."""
    return fresh_work(timezone.now() + SETTLING_TIME)


def finished_work() -> dict[str, Any]:
    """Column values of a row with nothing left to do."""
    return {**fresh_work(), "due_at": None, "nudge_after": None}


def nudge_delay(nudges: int) -> timedelta:
    """How long the tick waits after a row's nudge number `nudges` before the next: 15 s · 2ⁿ, at most 120 s.

    Nudging every due row at every tick sent seven times as many messages.
    """
    return min(FIRST_NUDGE_DELAY * float(2**nudges), MAX_NUDGE_DELAY)
