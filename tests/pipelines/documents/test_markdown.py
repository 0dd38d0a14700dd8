"""Markdown becomes HTML that can be shown as it is."""

from __future__ import annotations

import pytest

from pipelines.documents.markdown import markdown_as_html


def test_what_people_write() -> None:
    text = "Rund **4.000 Gäste**\n\n- Rathaus\n- [Programm](https://example.org/a?b=1&c=2)"
    assert markdown_as_html(text) == (
        "<p>Rund <strong>4.000 Gäste</strong></p>\n<ul>\n<li>Rathaus</li>\n"
        '<li><a href="https://example.org/a?b=1&amp;c=2">Programm</a></li>\n</ul>\n'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,y)",
        "![x](https://example.org/p.gif)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(hostile: str) -> None:
    html = markdown_as_html(hostile)
    assert not any(bad in html for bad in ("<script", 'href="javascript', 'href="data', "<img"))
