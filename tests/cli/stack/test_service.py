"""One service: stopped in order, killed, started again."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.cli.stack.processes import alive, sleeper, wait_for


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
