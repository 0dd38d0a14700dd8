"""What a pool child leaves behind when it ends in order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from celery.signals import worker_process_shutdown

from tests.pipelines.pictures import orders, profile, saved, scene
from tests.workers.child_processes import ROUNDING, descendants, gone, seconds_of, seconds_reaped
from workers.develop.develop import close_chamber, open_chamber

TAKE_LONG = orders(*(profile(f"p{quality}", format="webp", method=6, quality=quality) for quality in (70, 80, 90)))


@pytest.fixture(autouse=True)
def _no_chamber_yet() -> None:
    close_chamber()
    open_chamber.cache_clear()


def end_in_order() -> None:
    """As Celery's pool child does, its last task done."""
    worker_process_shutdown.send(sender=None, pid=os.getpid(), exitcode=0)


def test_its_chamber_ends_with_it_and_is_in_its_account(tmp_path: Path) -> None:
    others = set(descendants(os.getpid()))
    open_chamber().develop(saved(scene((2400, 2400)), tmp_path / "photo.jpg"), TAKE_LONG, tmp_path)
    pids = set(descendants(os.getpid())) - others
    spent, before = seconds_of(*pids), seconds_reaped()
    end_in_order()
    assert len(pids) == 2, "the helper and its child"
    assert all(map(gone, pids))
    assert seconds_reaped() - before >= spent - ROUNDING


def test_it_opens_none_to_close_it() -> None:
    end_in_order()
    assert not open_chamber.cache_info().currsize
