"""Marks the words that were looked for in a text, compared as the search compares them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

_WORD = re.compile(r"\w+")
_LONG_ENOUGH = 3
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def mark_words(text: str, looked_for: Iterable[str]) -> SafeString:
    """The text as HTML; words that are looked for, or begin with one of three letters or more, stand in `<mark>`."""
    wanted = frozenset(folded for term in looked_for for word in _WORD.findall(term) for folded in _foldings(word))
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if _is_wanted(word[0], wanted):
            parts += [escape(text[end : word.start()]), "<mark>", escape(word[0]), "</mark>"]
            end = word.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  (each part is escaped)


@lru_cache(maxsize=8192)
def _is_wanted(word: str, wanted: frozenset[str]) -> bool:
    found = _foldings(word)
    return any(one == term or (len(term) >= _LONG_ENOUGH and one.startswith(term)) for one in found for term in wanted)


@lru_cache(maxsize=8192)
def _foldings(word: str) -> frozenset[str]:
    """Without accents, and with umlauts in two letters."""
    lower = unicodedata.normalize("NFC", word.lower()).replace("ß", "ss")
    return frozenset((_plain(lower), _plain(lower.translate(_SPELT_OUT))))


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
