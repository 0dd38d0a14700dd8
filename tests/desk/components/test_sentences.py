"""The pipelines' sentences in the reader's language."""

from __future__ import annotations

from django.utils.translation import override

from desk.components.sentences import translated
from pipelines.sentences import quoted, say

SENTENCE = say(
    "row %(row)s, %(column)s: %(message)s",
    row=3,
    column="caption_de",
    message=say("%(text)s is no whole number from 1", text=quoted("zwei")),
)


def test_a_sentence_is_said_in_the_reader_s_language() -> None:
    with override("de"):
        assert translated(SENTENCE) == "Zeile 3, caption_de: „zwei“ ist keine ganze Zahl ab 1"
    with override("en"):
        assert translated(SENTENCE) == "row 3, caption_de: “zwei” is no whole number from 1"
    assert translated("as it is") == "as it is"
