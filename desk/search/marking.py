"""Marks the words that were looked for in a text, compared as the search compares them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORD = re.compile(r"(\w+)")
_LONG_ENOUGH = 3
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def mark_words(text: str, looked_for: Iterable[str]) -> SafeString:
    """The text as HTML; words that are looked for, or begin with one of three letters or more, stand in `<mark>`."""
    wanted = {folded for term in looked_for for word in _WORD.findall(term) for folded in _foldings(word)}
    return format_html_join("", "{}", ((_marked(part, wanted),) for part in _WORD.split(text) if part))


def _marked(part: str, wanted: set[str]) -> str:
    found = _foldings(part)
    is_wanted = any(
        word == term or (len(term) >= _LONG_ENOUGH and word.startswith(term)) for word in found for term in wanted
    )
    return format_html("<mark>{}</mark>", part) if is_wanted else part


@lru_cache(maxsize=8192)
def _foldings(word: str) -> frozenset[str]:
    """Without accents, and with umlauts in two letters."""
    lower = unicodedata.normalize("NFC", word.lower()).replace("ß", "ss")
    return frozenset((_plain(lower), _plain(lower.translate(_SPELT_OUT))))


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
