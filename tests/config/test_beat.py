"""Beat's tasks are due by a clock that nobody sets; its file outlives the machine's start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.beat import PersistentScheduler

from config.beat import Every
from config.celery_settings import beat_schedule


class Beat(PersistentScheduler):
    """Counts what it would send."""

    producer: Any = None
    sent = 0

    def apply_entry(self, entry: object, producer: object = None) -> None:
        self.sent += 1


@pytest.fixture
def elapsed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's time since its start, to be set."""
    seconds = [1000.0]
    monkeypatch.setattr("config.beat.time", SimpleNamespace(monotonic=lambda: seconds[0]))
    return seconds


def beat(file: Path) -> Beat:
    app = Celery(set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "tick", "schedule": Every(5)}}
    return Beat(app, schedule_filename=str(file))


def test_a_machine_that_is_set_back_by_an_hour_has_its_ticks(
    tmp_path: Path, elapsed: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = beat(tmp_path / "beat")
    one.tick()
    monkeypatch.setattr(one.app, "now", lambda: datetime.now(UTC) - timedelta(hours=1))
    for _second in range(20):
        elapsed[0] += 1
        one.tick()
    assert one.sent == 4
    one.close()


def test_the_ticks_of_an_earlier_start_of_the_machine_are_no_measure(tmp_path: Path, elapsed: list[float]) -> None:
    one = beat(tmp_path / "beat")
    one.schedule["tick"].last_run_at = datetime.now(UTC)  # as an older version left it, too
    one.close()
    elapsed[0] = 10.0
    later = beat(tmp_path / "beat")
    later.tick()
    assert later.sent == 1
    later.close()


def test_all_of_our_tasks_go_by_it() -> None:
    assert all(isinstance(task["schedule"], Every) for task in beat_schedule.values())
