"""The race: in every round all contestants do the same job in turn, so that the machine's drift affects all alike.

CPU is user and system time of a contestant's whole process tree over the job, ended children included, from the
kernel's counters (steps of 10 ms); its start is measured separately. All do a warm-up job before the
first round.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.contestants.protocol import Job, Spent
from bench.journey_cpu import cpu_seconds
from bench.peers import Contestant


class Runner:
    """A contestant's process, started and loaded; `start` is what starting it took."""

    def __init__(self, contestant: Contestant) -> None:
        self.contestant = contestant
        before = time.perf_counter()
        self._process = subprocess.Popen(
            contestant.command,
            env=contestant.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read_answer()
        self.start = Spent(self._cpu(), time.perf_counter() - before)

    def perform(self, job: Job) -> Spent:
        """Do the job; RuntimeError if the contestant ends during it."""
        if self._process.stdin is None:
            raise RuntimeError(f"{self.contestant.name} has no pipe")
        cpu, wall = self._cpu(), time.perf_counter()
        self._process.stdin.write(job.line())
        self._process.stdin.flush()
        answer = self._read_answer()
        return Spent(**answer) if answer else Spent(self._cpu() - cpu, time.perf_counter() - wall)

    def _read_answer(self) -> dict[str, float]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError(f"{self.contestant.name} died")
        answer: dict[str, float] = json.loads(line)
        return answer

    def _cpu(self) -> float:
        return cpu_seconds({"all": self._process.pid})["all"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            if self._process.stdin:
                self._process.stdin.close()


def race(
    contestants: Sequence[Contestant], jobs: dict[str, Job], rounds: int, warm_up: Job
) -> tuple[dict[str, Spent], dict[str, dict[str, list[Spent]]]]:
    """Each contestant's start, and job → contestant → each round's time. Files go to `<job's out>/<contestant>`."""
    spent: dict[str, dict[str, list[Spent]]] = {name: {one.name: [] for one in contestants} for name in jobs}
    with ExitStack() as stack:
        runners = [stack.enter_context(Runner(one)) for one in contestants]
        for runner in runners:
            runner.perform(_for(runner, warm_up))
        for _round in range(rounds):
            for name, job in jobs.items():
                for runner in runners:
                    spent[name][runner.contestant.name].append(runner.perform(_for(runner, job)))
        return {runner.contestant.name: runner.start for runner in runners}, spent


def out_of(job: Job, contestant: str) -> Path:
    """The folder of a contestant's files for a job."""
    return job.out / contestant.replace(", ", "-").replace(" ", "-")


def _for(runner: Runner, job: Job) -> Job:
    out = out_of(job, runner.contestant.name)
    out.mkdir(parents=True, exist_ok=True)
    return Job(job.photos, job.steps, out, job.credit, job.font)


def ratio(spent: Sequence[Spent], others: Sequence[Spent]) -> float:
    """CPU as a multiple of the others': the median of the rounds' ratios, whose two figures are close in time."""
    return statistics.median(one.cpu / other.cpu for one, other in zip(spent, others, strict=True))
