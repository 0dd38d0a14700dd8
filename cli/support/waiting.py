"""Waiting for the workers, with a progress bar and a timeout."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.support.errors import CommandError
from cli.support.output import error_console

if TYPE_CHECKING:
    from rich.progress import Progress

_POLL = 0.3
STALL_TIMEOUT = 180.0
"""Seconds without any change after which waiting fails: longer than the maximum back-off, 120 s."""


@dataclass(frozen=True)
class Standing:
    """The progress of the awaited work: `done` of `total`, and in words."""

    done: int
    total: int
    words: str = ""

    @property
    def finished(self) -> bool:
        return self.done >= self.total


def wait_until_done(
    title: str,
    look: Callable[[], Standing],
    *,
    meanwhile: Callable[[], None] = lambda: None,
    timeout: float = STALL_TIMEOUT,
) -> Standing:
    """Poll `look` until the work is finished; CommandError when nothing changes for `timeout` seconds.

    `meanwhile` is called before each poll; its exceptions end the waiting.
    """
    with _progress_bar() as bar:
        task = bar.add_task(title, total=None, words="")
        last, since = None, time.monotonic()
        while True:
            meanwhile()
            standing = look()
            bar.update(task, completed=standing.done, total=standing.total, words=standing.words)
            if standing.finished:
                return standing
            if standing != last:
                last, since = standing, time.monotonic()
            if time.monotonic() - since > timeout:
                raise CommandError(
                    f"{title}: nothing has moved for {timeout:.0f} s ({standing.words or 'no news'}). "
                    "Are the workers running? See ./bildstelle status and the logs in the data folder."
                )
            time.sleep(_POLL)


def count_words(states: Iterable[str]) -> str:
    """`12 ready, 3 developing`: the counts, the most frequent state first."""
    return ", ".join(f"{count} {state}" for state, count in Counter(states).most_common())


def _progress_bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}", markup=False),
        TimeElapsedColumn(),
        console=error_console(),
    )
