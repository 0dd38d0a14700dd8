"""Words that were looked for stand out in the text that was found, however they are spelt."""

from __future__ import annotations

import pytest

from desk.search.marking import mark_words


@pytest.mark.parametrize(
    ("looked_for", "text", "shown"),
    [
        (["muller"], "Jörg Müller,", "Jörg <mark>Müller</mark>,"),
        (["Mueller"], "Müllers", "<mark>Müllers</mark>"),
        (["strasse"], "Straße", "<mark>Straße</mark>"),
        (["Dvořák"], "Dvorak", "<mark>Dvorak</mark>"),
        (["in"], "in Innsbruck", "<mark>in</mark> Innsbruck"),
        (["<b>"], "<b> & <i>", "&lt;<mark>b</mark>&gt; &amp; &lt;i&gt;"),
        ([], "", ""),
    ],
)
def test_marks(looked_for: list[str], text: str, shown: str) -> None:
    assert mark_words(text, looked_for) == shown
