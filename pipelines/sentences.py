"""Sentences in English that can still be said in another language, by whoever shows them.

    say("no photo is named %(name)s", name=quoted("a.jpg"))     a str: no photo is named 'a.jpg'
        pattern, values                                         what a translation is made of

The pattern stands in the code as it is, so that the desk's catalogue finds it.
"""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """A sentence, with the pattern and the values that it was made of; values may be sentences themselves."""

    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Sentence:
        sentence = super().__new__(cls, pattern % values)
        sentence.pattern, sentence.values = pattern, values
        return sentence


class Quoted(str):
    """A text of a file's within a sentence, quoted as Python does; `text` is what it says."""

    text: str

    def __new__(cls, text: str) -> Quoted:
        quoted = super().__new__(cls, repr(text))
        quoted.text = text
        return quoted


def say(pattern: str, **values: object) -> Sentence:
    """A sentence of a pattern with placeholders like `%(name)s`."""
    return Sentence(pattern, values)


def quoted(text: str) -> Quoted:
    """A text within a sentence."""
    return Quoted(text)
