"""Waiting for the workers, with a bar, and without waiting for ever."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.support.errors import CommandError
from cli.support.output import error_console

_PACE = 0.3
PATIENCE = 180.0
"""Seconds without any change after which waiting is given up: longer than every back-off in the record."""


@dataclass(frozen=True)
class Standing:
    """Where the awaited work stands: `done` of `total`, and in words."""

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
    patience: float = PATIENCE,
) -> Standing:
    """Look until the work is finished; raises CommandError when nothing moves for `patience` seconds.

    `meanwhile` is called before each look; its errors end the waiting.
    """
    with _bar() as bar:
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
            if time.monotonic() - since > patience:
                raise CommandError(
                    f"{title}: nothing has moved for {patience:.0f} s ({standing.words or 'no news'}). "
                    "Are the workers running? See ./bildstelle status and the logs in the data folder."
                )
            time.sleep(_PACE)


def count_words(states: Iterable[str]) -> str:
    """`12 ready, 3 developing`, the most frequent first."""
    return ", ".join(f"{count} {state}" for state, count in Counter(states).most_common())


def _bar() -> Progress:
    # On stderr: stdout may be read by a program.
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}", markup=False),
        TimeElapsedColumn(),
        console=error_console,
    )
