"""Sentences of the pipelines in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from pipelines.sentences import Quoted, Sentence


def translated(value: object) -> object:
    """A `Sentence` in the reader's language, with all sentences and quoted texts in it; anything else as it is."""
    match value:
        case Sentence():
            return gettext(value.pattern) % {name: translated(one) for name, one in value.values.items()}
        case Quoted():
            return gettext("“%(text)s”") % {"text": value.text}
        case _:
            return value
