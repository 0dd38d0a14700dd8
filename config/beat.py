"""When beat's tasks are due: by a clock that nobody sets, so that none stands still when the machine's goes back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from celery.schedules import schedstate, schedule

_START = datetime(1970, 1, 1, tzinfo=UTC)


class Every(schedule):
    """Once in so many seconds. By the clock of the day, a machine that is set back an hour has no tick for one."""

    def now(self) -> datetime:
        """A moment that is only good for differences."""
        return _START + timedelta(seconds=time.monotonic())

    def is_due(self, last_run_at: datetime) -> schedstate:
        """Beat's file may tell of a run before the machine was started, when this clock had gone further."""
        return super().is_due(last_run_at if last_run_at <= self.now() else _START)
