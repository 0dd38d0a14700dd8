"""Markdown as plain text: the words, and no mark of it."""

from __future__ import annotations

import pytest

from pipelines.documents.plain_text import markdown_as_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Langer **Text**, *schräg* und `roh`", "Langer Text, schräg und roh"),
        ("# Oben\n\nErster\nAbsatz.\n\nZweiter.", "Oben\n\nErster Absatz.\n\nZweiter."),
        ("Hart  \numbrochen", "Hart\numbrochen"),
        ("- eins\n- zwei\n  - innen\n- drei\n\nDanach", "- eins\n- zwei\n  - innen\n- drei\n\nDanach"),
        ("3. drei\n4. vier", "3. drei\n4. vier"),
        ("[Programm](https://a.example/p)", "Programm (https://a.example/p)"),
        ("<https://a.example/>", "https://a.example/"),
        ("[Anna](mailto:anna@a.example)", "Anna (anna@a.example)"),
        ("> Gesagt.\\\n> Getan.\n>\n> - eins\n\nEnde", "> Gesagt.\n> Getan.\n\n> - eins\n\nEnde"),
        ("> Sie sagte:\n> > Ja.", "> Sie sagte:\n\n> > Ja."),
        ("- Hart  \n  umbrochen", "- Hart\n  umbrochen"),
        ("Vorher\n\n---\n\nNachher", "Vorher\n\nNachher"),
        ("```\nroh **roh**\n```", "roh **roh**"),
        ("<script>x</script> & mehr", "<script>x</script> & mehr"),
        ("- eins\n\n  zweiter Absatz", "- eins\n  zweiter Absatz"),
        ("", ""),
    ],
)
def test_the_words_stay_and_the_marks_go(markdown: str, text: str) -> None:
    assert markdown_as_text(markdown) == text
