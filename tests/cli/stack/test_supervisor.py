"""Services come back when they crash, and stay away when they are stopped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cli.stack.supervisor import supervise
from tests.cli.stack.processes import sleeper


class Enough(Exception):
    """Ends `supervise`, as a signal would."""


def test_a_crashed_service_comes_back_with_longer_pauses(tmp_path: Path) -> None:
    service = sleeper(tmp_path, "false")
    service.start()
    lines: list[str] = []
    times: list[float] = []

    def tell(line: str) -> None:
        lines.append(line)
        times.append(time.monotonic())
        if len(lines) == 3:
            raise Enough

    with pytest.raises(Enough):
        supervise([service], tell)
    assert [line.split("again in ")[1] for line in lines] == ["1 s", "2 s", "4 s"]
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] >= 2
    assert all("sleeper ended (1)" in line for line in lines)


def test_a_stopped_service_stays_away(tmp_path: Path) -> None:
    crashed, stopped = sleeper(tmp_path, "false"), sleeper(tmp_path)
    for service in (crashed, stopped):
        service.start()
    stopped.stop()

    def tell(_line: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        supervise([stopped, crashed], tell)
    assert not stopped.running
