"""What a pool child leaves behind when it ends in order."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.signals import worker_before_create_process, worker_process_shutdown
from structlog.testing import capture_logs

from tests.pipelines.pictures import orders, profile, saved, scene
from tests.workers.child_processes import ROUNDING, descendants, gone, seconds_of, seconds_reaped
from workers import pool
from workers.develop.cell.kernel import Kernel
from workers.develop.develop import close_chamber, open_chamber
from workers.metrics import CELL_LACKS

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


def test_it_is_bound_to_the_worker_that_made_it_though_another_is_its_parent_by_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound_to: list[int] = []
    monkeypatch.setattr(pool, "_worker", [])
    monkeypatch.setattr(pool, "end_with_parent", bound_to.append)
    worker_before_create_process.send(sender=None)
    child = os.fork()
    if child == 0:
        pool._end_with_the_worker()
        os._exit(0 if bound_to == [os.getppid()] else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_it_does_not_look_through_every_object_again_and_again() -> None:
    before = gc.get_threshold()
    try:
        pool._collect_seldom()
        seen = [one["collections"] for one in gc.get_stats()]
        rows = [[n] for n in range(20_000)]
        assert [one["collections"] for one in gc.get_stats()] == seen
        assert rows
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("queue", "is_fast", "lines"), [("develop", False, 1), ("develop", True, 0), ("press", False, 0)]
)
def test_a_develop_worker_says_once_that_its_resizer_is_slow(
    queue: str, is_fast: bool, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "IS_FAST", is_fast)
    worker = SimpleNamespace(task_consumer=SimpleNamespace(queues=[SimpleNamespace(name=queue)]))
    with capture_logs() as log:
        pool._tell_a_slow_resizer(sender=worker)
    assert [entry["event"] for entry in log] == ["slow_resizer"] * lines


@pytest.mark.parametrize(
    ("queue", "kernel", "lacks", "told"),
    [
        ("develop", Kernel(0, seccomp=True), [["Landlock"]], {"Landlock": 1, "seccomp": 0}),
        ("develop", Kernel(3, seccomp=False), [["seccomp", "Landlock 6 (it has 3)"]], {"Landlock": 1, "seccomp": 1}),
        ("develop", Kernel(7, seccomp=True), [], {"Landlock": 0, "seccomp": 0}),
        ("press", Kernel(0, seccomp=False), [], {}),
    ],
)
def test_a_develop_worker_says_once_what_the_kernel_lacks(
    queue: str, kernel: Kernel, lacks: list[list[str]], told: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    CELL_LACKS.clear()
    monkeypatch.setattr(pool, "this_kernel", lambda: kernel)
    worker = SimpleNamespace(task_consumer=SimpleNamespace(queues=[SimpleNamespace(name=queue)]))
    with capture_logs() as log:
        pool._tell_an_open_cell(sender=worker)
    assert [entry["kernel_lacks"] for entry in log] == lacks
    assert {one.labels["part"]: one.value for family in CELL_LACKS.collect() for one in family.samples} == told


def test_it_opens_none_to_close_it() -> None:
    end_in_order()
    assert not open_chamber.cache_info().currsize
