"""Slices: a release of thousands of files is worked on for some seconds at a time, and goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from archive.models import Release
from workers import leases

SLICE = 3.0
"""Seconds of one slice where nobody sets a deadline: a correction waits no longer for a large release."""
CHUNK = 64
"""Jobs between two records of progress: at most so many are done again after a crash."""
_PARALLEL = 8
_RENEWAL = 15.0

Job = Callable[[], object]


class SliceOver(Exception):
    """The slice's time is over. What was done is recorded; the rest is due."""


class LeaseLost(Exception):
    """Somebody else has the release now, or made it due anew."""


@dataclass
class Slice:
    """The time until `deadline`, by the monotonic clock, in which this process works on a release that it leased."""

    release: Release
    deadline: float = field(default_factory=lambda: time.monotonic() + SLICE)
    _renew_at: float = field(default_factory=lambda: time.monotonic() + _RENEWAL)

    def pause(self) -> None:
        """Call it after each piece of work that is recorded. Raises SliceOver and LeaseLost."""
        now = time.monotonic()
        if now >= self.deadline:
            raise SliceOver
        if now >= self._renew_at:
            if not leases.renew(self.release):
                raise LeaseLost
            self._renew_at = now + _RENEWAL


def work_off(jobs: Sequence[Job], done: int, keep: Callable[[int], None], at_once: int | None = None) -> None:
    """Run the jobs that follow the first `done`, in parallel; `keep` records after each chunk how many are done.

    A chunk has `CHUNK` jobs, or `at_once` where so many might not end within a task's time. At least one chunk is done
    before an exception of `keep` ends the slice, so every slice makes progress.
    """
    size = at_once or CHUNK
    with ThreadPoolExecutor(_PARALLEL) as pool:
        for first in range(done, len(jobs), size):
            chunk = jobs[first : first + size]
            list(pool.map(lambda job: job(), chunk))
            keep(first + len(chunk))
