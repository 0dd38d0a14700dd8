"""Markdown as plain text: what a newsroom pastes into its own system."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

_AFTER_PLACE = re.compile(r"\s*(?:[,.:;(/–—-]|$)")
# As `markdown_as_html` reads it: HTML stays as it was typed, pictures are the release's.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


def markdown_as_text(text: str) -> str:
    """Paragraphs with an empty line between them, lists with dashes or numbers, links followed by their address.

    Lines of a quotation begin with `> `, as in mails: without, they would read as the office's own words.
    """
    writer = _Writer()
    for token in _MARKDOWN.parse(text):
        writer.take(token)
    return "\n\n".join(writer.blocks)


def has_dateline(text: str, dateline: str) -> bool:
    """Whether its author wrote the dateline before this plain text already, as agencies do: its place is enough."""
    place = dateline.partition(",")[0].strip()
    return text.casefold().startswith(place.casefold()) and bool(_AFTER_PLACE.match(text[len(place) :]))


class _Writer:
    """Collects blocks; the items of a list are the lines of one."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        # Of each list that is open, the number of its next item; None for a dash.
        self._lists: list[int | None] = []
        self._mark = ""
        self._quoted = ""
        self._joins = False

    def take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._begin_list(None)
            case "ordered_list_open":
                self._begin_list(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._joins = bool(self._lists)
            case "list_item_open":
                self._begin_item()
            case "blockquote_open":
                self._quoted += "> "
            case "blockquote_close":
                self._quoted = self._quoted[2:]
            case "inline":
                self._write(_inline(token.children or ()))
            case "fence" | "code_block":
                self._write(token.content.rstrip("\n"))

    def _begin_list(self, number: int | None) -> None:
        self._joins = bool(self._lists)
        self._lists.append(number)

    def _begin_item(self) -> None:
        number = self._lists[-1]
        self._mark = "- " if number is None else f"{number}. "
        self._lists[-1] = None if number is None else number + 1

    def _write(self, text: str) -> None:
        indent, mark = "  " * (len(self._lists) - 1), self._mark or "  " * bool(self._lists)
        first, *others = text.split("\n")
        lines = [f"{indent}{mark}{first}", *(f"{indent}{' ' * len(mark)}{line}" for line in others)]
        block = "\n".join(f"{self._quoted}{line}" for line in lines)
        if self._lists and self._joins and self.blocks:
            self.blocks[-1] += f"\n{block}"
        else:
            self.blocks.append(block)
        self._mark, self._joins = "", bool(self._lists)


def _inline(children: Iterable[Token]) -> str:
    """The words without their marks."""
    written: list[str] = []
    links: list[tuple[str, int]] = []
    for token in children:
        match token.type:
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(written)))
            case "link_close":
                address, since = links.pop()
                label = "".join(written[since:])
                if address.removeprefix("mailto:") != label:
                    written.append(f" ({address.removeprefix('mailto:')})")
            case "softbreak":
                written.append(" ")
            case "hardbreak":
                written.append("\n")
            case _:
                written.append(token.content)
    return "".join(written)
