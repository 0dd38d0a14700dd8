"""Services come back when they crash, and stay away when they are stopped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cli.stack import service as service_module
from cli.stack import supervisor
from cli.stack.service import Service
from cli.stack.supervisor import supervise
from tests.cli.stack.processes import sleeper, wait_for


class Enough(Exception):
    """Ends `supervise`, as a signal would."""


def test_a_crashed_service_comes_back_with_longer_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = sleeper(tmp_path, "false")
    lines: list[str] = []
    began: list[float] = []

    def tell(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            raise Enough

    def start() -> None:
        began.append(time.monotonic())
        Service.start(service)

    monkeypatch.setattr(service, "start", start)
    service.start()
    with pytest.raises(Enough):
        supervise([service], tell)
    assert [line.split("again in ")[1] for line in lines] == ["1 s", "2 s", "4 s"]
    assert began[1] - began[0] >= 1
    assert began[2] - began[1] >= 2
    assert all("sleeper ended (1)" in line for line in lines)


def test_a_service_that_is_killed_again_and_again_waits_four_seconds_at_most(tmp_path: Path) -> None:
    service, pauses = sleeper(tmp_path, "sh", "-c", "kill -9 $$"), []
    service.start()
    watch, now = supervisor._Watch(service), 100.0
    for _kill in range(6):
        assert wait_for(lambda: not service.running)
        supervisor._check(watch, now, lambda line: pauses.append(line.split("again in ")[1]))
        now += 40  # past any pause, and before the service counts as stable
        supervisor._check(watch, now, pytest.fail)
    service.stop()
    assert pauses == ["1 s", "2 s", "4 s", "4 s", "4 s", "4 s"]


def test_a_log_is_rotated_while_its_service_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr(service_module, "LOG_LIMIT", 10)
    talks = 'echo short; sleep 0.3; echo A line of the log; while [ -s "$0" ]; do sleep 0.01; done; echo The next'
    talker = sleeper(tmp_path, "sh", "-c", f"{talks}; sleep 300", str(tmp_path / "sleeper.log"))
    talker.start()
    rotated, deadline = talker.log.with_suffix(".log.1"), time.monotonic() + 60

    def look() -> None:
        if rotated.exists() or time.monotonic() > deadline:
            raise Enough

    try:
        with pytest.raises(Enough):
            supervise([talker], pytest.fail, look)
        assert rotated.read_text() == "short\nA line of the log\n"
        assert wait_for(lambda: talker.log.read_text() == "The next\n"), "and no hole of zeros"
    finally:
        talker.stop()


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
