"""A stack as an operator runs it: `./bildstelle up` as a child, and the processes below it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.report import README
from cli.stack.ports import choose_port, give_back

ROOT = README.parents[1]
_START, _STOP = 300.0, 120.0

Words = Sequence[str]

SERVICES: Mapping[str, Callable[[Words], bool]] = {
    "forks": lambda words: words[0] == "bildstelle forks",
    "worker": lambda words: "celery" in words[0] and " worker -Q" in words[0],
    "beat": lambda words: "celery" in words[0] and " beat -s" in words[0],
    "desk": lambda words: words[0].startswith("gunicorn"),
    "valkey": lambda words: "valkey-server" in words[0],
    "seaweed": lambda words: words[0].endswith("weed"),
    "postgres": lambda words: words[0].endswith("postgres"),
}
"""Which command lines are a service's: our own processes write titles."""

VICTIMS: Mapping[str, int] = {
    "pool child": 24,
    "worker": 10,
    "valkey": 10,
    "seaweed": 5,
    "postgres": 5,
    "desk": 5,
    "beat": 5,
    "forks": 1,
}
"""What is killed, and how often out of 65 kills."""


class Up:
    """The running `./bildstelle up`; its processes are read from /proc."""

    def __init__(self, data: Path, pid: int) -> None:
        self.data = data
        self._pid = pid

    def pids(self, victim: str) -> list[int]:
        """The processes that a kill of this kind may hit; none while they are being started."""
        if victim == "pool child":
            return [child for worker in self.pids("worker") for child in children(worker)]
        return [pid for pid in self._services() if (words := command_line(pid)) and SERVICES[victim](words)]

    def _services(self) -> list[int]:
        """What the stack started, and what was forked for it."""
        started = children(self._pid)
        forkers = [pid for pid in started if (words := command_line(pid)) and SERVICES["forks"](words)]
        return started + [forked for forker in forkers for forked in children(forker)]

    def kill(self, victim: str, dice: random.Random, patience: float = 120.0) -> int | None:
        """SIGKILL one process of this kind, once there is one; its id, or None when there was none for `patience`."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if pids := self.pids(victim):
                pid = dice.choice(pids)
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                return pid
            time.sleep(0.05)
        return None


@contextmanager
def up(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[Up]:
    """Run `./bildstelle up` on a data folder during the block; its output is kept in `up.log` beside its logs."""
    data.mkdir(parents=True, exist_ok=True)
    port = choose_port(None, ())
    give_back([port])  # the child claims it
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BILDSTELLE_", "DJANGO_"))}
    output = data / "up.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [str(ROOT / "bildstelle"), "up", "--data", str(data), "--port", str(port)],
            env=environment | dict(settings or {}) | {"BILDSTELLE_PYTHON": sys.executable},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_started(process, output)
            yield Up(data, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_started(process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + _START
    while "is running" not in output.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the stack did not start:\n{output.read_text('utf-8', 'replace')}")
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    """The direct children of a process; [] when it has ended."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:
        return []
    return found


def command_line(pid: int) -> list[str]:
    """A process's program and arguments; [] when it has ended."""
    try:
        return [word.decode() for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") if word]
    except OSError:
        return []


def plan(kills: int, dice: random.Random) -> list[str]:
    """The victims of a run in random order: one of each kind, then those that lag furthest behind their share."""
    chosen = list(VICTIMS)[:kills]
    given = Counter(chosen)
    while len(chosen) < kills:
        next_one = max(VICTIMS, key=lambda victim: VICTIMS[victim] / (given[victim] + 0.5))
        given[next_one] += 1
        chosen.append(next_one)
    dice.shuffle(chosen)
    return chosen
