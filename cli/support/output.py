"""How commands answer: tables for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from cli.support.app import console

Row = Mapping[str, object]


def print_json(value: object) -> None:
    """One JSON value on stdout; dates and the like as their text."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_rows(rows: Sequence[Row], *, title: str = "", empty: str = "") -> None:
    """A table whose headings are the first row's keys; `empty` where there are no rows."""
    if not rows:
        console.print(empty, markup=False)
        return
    table = Table(title=title or None, title_justify="left")
    for heading in rows[0]:
        # Folded, never cut: what stands here is copied into the next command.
        table.add_column(heading.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(escape(_told(value)) for value in row.values()))
    console.print(table)


def answer(rows: Sequence[Row], *, as_json: bool, title: str = "", empty: str = "") -> None:
    """The same rows, as JSON or as a table."""
    if as_json:
        print_json(list(rows))
    else:
        print_rows(rows, title=title, empty=empty)


def say(sentence: str) -> None:
    """A sentence that may hold strangers' text: no markup in it counts."""
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _told(value: object) -> str:
    return "" if value is None else str(value)
