"""A sentence is its English text, and remembers what it was made of."""

from __future__ import annotations

from pipelines.sentences import quoted, say


def test_a_sentence_is_a_text_with_its_pattern() -> None:
    inner = say("no photo %(id)s", id=quoted("x'y"))
    outer = say("row %(row)s: %(message)s", row=3, message=inner)
    assert outer == 'row 3: no photo "x\'y"'
    assert outer.values["message"] == inner
    assert (inner.pattern, quoted("a").text) == ("no photo %(id)s", "a")
