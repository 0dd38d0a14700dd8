"""Children end with their parent, and come back when they crash: real processes, by pid."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.stack.service import Service
from cli.stack.supervisor import supervise

ROOT = Path(__file__).resolve().parents[3]


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def sleeper(folder: Path, *command: str) -> Service:
    return Service(
        name="sleeper",
        command=command or ("sleep", "300"),
        log=folder / "sleeper.log",
        environment=os.environ,
        is_ready=lambda: True,
        grace=0.5,
    )


@pytest.mark.parametrize("user", ["", "nobody"])
def test_a_child_does_not_outlive_its_killed_parent(user: str, tmp_path: Path) -> None:
    if user and os.geteuid() != 0:
        user = ""  # only root may change the user
    parent = textwrap.dedent(f"""
        import subprocess, sys, time
        from cli.stack.service import bind_command
        print(subprocess.Popen(bind_command(["sleep", "300"], user={user!r})).pid, flush=True)
        time.sleep(300)
    """)
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.stdout.close()
    assert wait_for(lambda: Path(f"/proc/{child}/cmdline").read_bytes().endswith(b"/sleep\x00300\x00"))
    process.kill()
    process.wait()
    assert wait_for(lambda: not alive(child), 2)


def test_stopping_waits_then_kills(tmp_path: Path) -> None:
    stubborn = sleeper(tmp_path, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done")
    stubborn.start()
    assert wait_for(lambda: "ready" in stubborn.log.read_text())
    pid = stubborn.pid
    stubborn.stop()
    assert not alive(pid)
    assert not stubborn.wanted


def test_a_restart_is_another_process(tmp_path: Path) -> None:
    service = sleeper(tmp_path)
    service.start()
    first = service.pid
    service.start()
    assert service.pid == first
    service.stop()
    service.start()
    assert service.pid != first
    assert not alive(first)
    service.kill()
    assert service.exit_status == -signal.SIGKILL
    assert service.wanted
    service.stop()


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
