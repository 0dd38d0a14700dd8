"""The figures as Markdown tables, and writing them between the markers of `bench/README.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

README = Path(__file__).with_name("README.md")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table: the first column is text, the others figures."""
    ruler = ["---"] + ["---:"] * (len(headings) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (headings, ruler, *rows))


def written(readme: str, name: str, text: str) -> str:
    """The page with `text` between the markers of that name; ValueError when it has none."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not found.search(readme):
        raise ValueError(f"no place for {name}")
    return found.sub(lambda _match: f"{begin}\n{text}\n{end}", readme)


def write(texts: dict[str, str]) -> None:
    """Put every text between its markers in `bench/README.md`."""
    page = README.read_text("utf-8")
    for name, text in texts.items():
        page = written(page, name, text)
    README.write_text(page, "utf-8")
