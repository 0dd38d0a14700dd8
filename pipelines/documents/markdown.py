"""Markdown as HTML: what people may write into a release's text, and nothing that could harm its readers."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

# CommonMark without what brings something in from elsewhere: HTML is shown as it was typed, pictures are the release's.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_DEEPEST = 6


def markdown_as_html(text: str, first_heading: int | None = None) -> str:
    """Paragraphs, headings, emphasis, lists, quotations and links; addresses that could run a script stay text.

    With `first_heading` the text's highest headings are of that level and the others follow without a gap, however
    they were typed: so they fit below a page's title.
    """
    tokens = _MARKDOWN.parse(text)
    if first_heading is not None:
        _level(tokens, first_heading)
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


def _level(tokens: list[Token], first: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    typed = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(first + typed.index(token.tag), _DEEPEST)}"
