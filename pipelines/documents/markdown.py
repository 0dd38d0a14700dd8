"""Markdown as HTML: what people may write into a release's text, and nothing that could harm its readers."""

from __future__ import annotations

from markdown_it import MarkdownIt

# CommonMark without what brings something in from elsewhere: HTML is shown as it was typed, pictures are the release's.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


def markdown_as_html(text: str) -> str:
    """Paragraphs, headings, emphasis, lists, quotations and links; addresses that could run a script stay text."""
    html: str = _MARKDOWN.render(text)
    return html
