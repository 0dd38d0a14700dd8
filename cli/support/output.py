"""What commands print: tables and sentences for people, JSON for machines.

Rich is imported when something is printed by it: it takes longer than all else that `--help` needs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cli.support.errors import CommandError

if TYPE_CHECKING:
    from rich.console import Console

    from archive.models import Photo
    from archive.photos.selection import Outcome

Row = Mapping[str, object]


@cache
def console() -> Console:
    """Standard output, for people."""
    from rich.console import Console

    return Console(emoji=False)


@cache
def error_console() -> Console:
    """Standard error, for complaints and for progress: standard output may go to another program."""
    from rich.console import Console

    return Console(stderr=True, emoji=False)


def print_json(value: object) -> None:
    """Print one JSON value on stdout; dates and other objects as their text."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_rows(rows: Sequence[Row], *, title: str = "", empty: str = "") -> None:
    """Print a table whose headings are the first row's keys, or `empty` when there are no rows."""
    if not rows:
        console().print(empty, markup=False)
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title or None, title_justify="left")
    for heading in rows[0]:
        # Long values are folded, not cut: operators copy them into the next command.
        table.add_column(heading.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(escape(_cell(value)) for value in row.values()))
    console().print(table)


def print_answer(rows: Sequence[Row], *, as_json: bool, title: str = "", empty: str = "") -> None:
    """Print the rows as JSON or as a table."""
    if as_json:
        print_json(list(rows))
    else:
        print_rows(rows, title=title, empty=empty)


def say(sentence: str) -> None:
    """Print a sentence that may hold strangers' text: markup in it has no effect."""
    console().print(sentence, markup=False, highlight=False, soft_wrap=True)


def asks_back() -> bool:
    """Whether somebody sits at a terminal and can answer a question."""
    return sys.stdin.isatty()


def listed(names: Sequence[str], at_most: int = 50) -> str:
    """The names, a line each; of very many only the first."""
    more = [f"  and {len(names) - at_most} more"] if len(names) > at_most else []
    return "\n".join([f"  {name}" for name in names[:at_most]] + more)


def report_outcome(done: str, photos: Sequence[Photo], outcome: Outcome) -> None:
    """Print how many photos were `done` (`approved`); raise CommandError that names the others with the reason."""
    say(f"{len(outcome.done)} {done}.")
    if outcome.failed:
        names = {photo.pk: photo.filename for photo in photos}
        lines = [f"{names[photo_id]} ({photo_id}): {reason}" for photo_id, reason in outcome.failed.items()]
        raise CommandError(f"{len(lines)} not {done}:\n" + "\n".join(lines))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
