"""`./bildstelle up` as an operator runs it: everything there, crashes mended, nothing left."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cli.stack.stack_config import StackConfig
from tests.cli.program import PROGRAM, run
from tests.cli.stack.processes import alive, descendants, wait_for

pytestmark = pytest.mark.journey


class Running:
    """An `up` in the background, and what it has printed."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process, self._output = process, output

    def says(self, pattern: str, seconds: float = 180) -> bool:
        """Whether its output matches within so many seconds."""
        wait_for(lambda: bool(re.search(pattern, self.printed)) or self.process.poll() is not None, seconds)
        return bool(re.search(pattern, self.printed))

    @property
    def printed(self) -> str:
        return self._output.read_text("utf-8")


@contextmanager
def up(data: Path, *before: str) -> Iterator[Running]:
    output = data / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*before, str(PROGRAM), "up", "--data", str(data)],
            stdout=file,
            stderr=file,
            env={**os.environ, "COLUMNS": "160"},
        )
    try:
        yield Running(process, output)
    finally:
        process.kill()
        process.wait()


def commands(pids: set[int]) -> dict[int, str]:
    """The command lines of those that are alive; one may end while it is looked at."""
    found = {}
    for pid in filter(alive, pids):
        with suppress(OSError):
            found[pid] = Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ")
    return found


def worker(running: Running) -> int:
    """The develop worker's main process, 0 while there is none."""
    everything = commands(descendants(running.process.pid))
    return next((pid for pid, line in everything.items() if "worker -Q develop" in line), 0)


def test_up(data: Path) -> None:
    with up(data) as running:
        assert running.says("For other programs"), running.printed
        config = StackConfig.read(data)
        assert config is not None
        for address in ("PUBLIC_URL", "S3_ENDPOINT", "S3_PUBLIC_URL"):
            assert config.environment()[f"BILDSTELLE_{address}"] in running.printed
        assert running.says("approver")

        desk = http.client.HTTPConnection("127.0.0.1", config.ports.desk, timeout=30)
        desk.request("GET", "/healthz")
        assert desk.getresponse().status == 200
        desk.close()
        assert json.loads(run("env", "--data", str(data), "--json", folder=data).stdout)

        refused = run("up", "--data", str(data), folder=data)
        assert refused.returncode == 1
        assert "is running on" in refused.stderr

        develop = worker(running)
        os.kill(develop, signal.SIGKILL)
        assert running.says(r"develop ended \(-9\)")
        assert wait_for(lambda: worker(running) not in {0, develop})

        everything = descendants(running.process.pid)
        running.process.kill()
        running.process.wait()
        assert wait_for(lambda: not commands(everything)), commands(everything)

    with up(data) as again:
        assert again.says("Bildstelle is running"), again.printed
        assert StackConfig.read(data) == config
        assert "First accounts" not in again.printed
        everything = descendants(again.process.pid)
        again.process.terminate()
        assert again.process.wait(180) == 0
        assert again.printed.rstrip().endswith("Stopped.")
        assert wait_for(lambda: not commands(everything)), commands(everything)


def test_ctrl_c_ends_it_in_the_background_too(data: Path) -> None:
    """A shell without job control starts what runs in its background with SIGINT ignored."""
    with up(data, "sh", "-c", "trap '' INT; exec \"$@\"", "sh") as running:
        assert wait_for((data / "stack.json").exists), running.printed
        everything = descendants(running.process.pid)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(120) == 130
        assert running.printed.rstrip().endswith("Stopped at once.")
        assert wait_for(lambda: not commands(everything)), commands(everything)
