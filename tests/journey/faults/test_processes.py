"""Processes killed by their ids: what they leave behind, and how long the next one waits."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cli.stack.processes import alive, descendants, halt_while, signal_each, wait_for
from tests.journey.running_stack import RunningStack

pytestmark = pytest.mark.journey


def scratch(running: RunningStack) -> list[Path]:
    """What lies in the folders of photos under work."""
    return list((running.stack.data / "tmp").glob("bildstelle-*/*"))


@pytest.mark.parametrize("name", ["desk", "develop", "press", "beat", "seaweed", "postgres", "valkey"])
def test_nothing_outlives_its_killed_parent(running: RunningStack, name: str) -> None:
    service = running.stack.services[name]
    everything = descendants(service.pid)
    service.kill()
    assert wait_for(lambda: not any(map(alive, everything))), [pid for pid in everything if alive(pid)]
    running.stack.start_services()


def test_each_child_takes_its_own_children_along(running: RunningStack) -> None:
    release = running.make_release()
    running.drop(release, running.make_photographer()[0], 1)
    worker = running.stack.services["develop"].pid
    assert wait_for(lambda: len(descendants(worker)) >= 5)  # two children of the pool, two helpers, a chamber's child
    for parent in sorted(descendants(worker)):
        below = descendants(parent)
        if alive(parent) and below:
            os.kill(parent, signal.SIGKILL)
            assert wait_for(lambda: not any(map(alive, below)))  # noqa: B023  (waited for here)
    running.wait_until_developed(release, 1)  # a later test audits the whole stack


def test_the_next_desk_has_the_port_at_once(running: RunningStack) -> None:
    desk = running.stack.services["desk"]
    desk.kill()
    desk.start()
    running.wait(desk.is_ready)
    assert desk.running


def test_a_photo_that_a_killed_worker_had_in_hand_is_not_left_lying(running: RunningStack) -> None:
    release, (anna, _s3) = running.make_release(), running.make_photographer()
    service = running.stack.services["develop"]
    keys = running.drop(release, anna, 12)
    halted: list[int] = []

    def is_caught() -> bool:
        if running.states(release)["ready"] == len(keys):  # it was quicker than we were
            keys.extend(running.drop(release, anna, 12))
        halted[:] = [service.pid, *descendants(service.pid)]
        return halt_while(halted, lambda: bool(scratch(running)))

    running.wait(is_caught)
    service.kill()
    left = scratch(running)
    signal_each(halted, signal.SIGCONT)  # a helper ends once it sees that its parent is gone
    assert wait_for(lambda: not any(map(alive, halted)))
    assert left
    running.stack.start_services(only=["develop"])
    running.wait(lambda: not set(left) & set(scratch(running)))
    assert running.wait_until_developed(release, len(keys)) == {"ready": len(keys)}
    running.wait(lambda: not scratch(running))
    running.assert_everything_agrees()


def test_photos_are_worked_on_where_nobody_else_reads(running: RunningStack) -> None:
    folder = running.stack.data / "tmp"
    assert [path.stat().st_mode & 0o777 for path in (folder, *folder.glob("bildstelle-*"))] == [0o700, 0o700]
