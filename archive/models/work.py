"""The columns of every row that a worker acts on: the database says what is next, a message is only a nudge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

SETTLING_TIME = timedelta(seconds=20)
"""How long work that is not urgent waits after an edit, since another edit often follows."""


class Work(models.Model):
    """Columns of a row with a next step.

    `due_at` null means nothing is to be done, or the row is parked (then `problem` says why). `leased_by` names
    whoever works on it until `lease_until`. `attempts` counts starts since the last success,
    `crashes` how often the chamber's child died over it.
    """

    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=64, blank=True)
    problem_detail = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def parked(self) -> bool:
        """Whether nothing will happen until a person acts: the row has a problem and is not due."""
        return bool(self.problem) and self.due_at is None


def is_free() -> models.Q:
    """Rows that are due and that nobody works on, by the database's clock: those of two machines may differ."""
    return models.Q(due_at__lte=Now()) & (models.Q(lease_until=None) | models.Q(lease_until__lt=Now()))


def hold(row: Work) -> bool:
    """Lock a row until the transaction ends; False where it is gone. A row that is deleted because another has its
    file is locked first, so that no upload joins it meanwhile.
    """
    rows = type(row)._default_manager.filter(pk=row.pk).order_by()
    return rows.select_for_update().values_list("pk").first() is not None


def fresh_work(due_at: datetime | None = None) -> dict[str, Any]:
    """Column values of a row whose next step starts from scratch, due now or at `due_at`."""
    return {
        "due_at": due_at or timezone.now(),
        "lease_until": None,
        "attempts": 0,
        "crashes": 0,
        "problem": "",
        "problem_detail": "",
    }


def settled_work() -> dict[str, Any]:
    """Column values of a row whose next step waits until nobody has edited it for `SETTLING_TIME`."""
    return fresh_work(timezone.now() + SETTLING_TIME)


def finished_work() -> dict[str, Any]:
    """Column values of a row with nothing left to do."""
    return {**fresh_work(), "due_at": None}
