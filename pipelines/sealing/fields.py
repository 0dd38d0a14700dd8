"""The metadata of a press file: an allow-list. Nothing else is ever written into a file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator

from pipelines.frozen import Frozen
from pipelines.text import MAX_LINE, MAX_TEXT, MAX_WORDS, clean_line, clean_text

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_OFFSET = re.compile(r"[+-]\d\d:\d\d|")


def _line(text: str) -> str:
    return clean_line(text, MAX_LINE)


def _languages(texts: dict[str, str]) -> dict[str, str]:
    unknown = [language for language in texts if not _LANGUAGE.fullmatch(language)]
    if unknown:
        raise ValueError(f"not a language tag: {unknown[0]!r}")
    cleaned = {language: clean_text(texts[language], MAX_TEXT) for language in sorted(texts)}
    return {language: text for language, text in cleaned.items() if text}


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_line, words))))[:MAX_WORDS]


def _offset(text: str) -> str:
    if not _OFFSET.fullmatch(text):
        raise ValueError(f"a UTC offset looks like +02:00, not {text!r}")
    return text


def _local(taken: dt.datetime | None) -> dt.datetime | None:
    if taken is not None and taken.tzinfo is not None:
        raise ValueError("date_taken is the camera's local time; its offset goes into utc_offset")
    return taken


Line = Annotated[str, AfterValidator(_line)]
Texts = Annotated[dict[str, str], AfterValidator(_languages)]
Words = Annotated[tuple[str, ...], AfterValidator(_words)]


class SealedFields(Frozen):
    """A photo's public metadata, taken from the record; empty fields are left out of the file.

    Texts per language are keyed by BCP 47 tag ("de"); readers that know one language only get `default_language`.
    `data_mining` and `digital_source_type` are full vocabulary URIs, `country_code` is ISO 3166-1 alpha-3, `date_taken`
    is the camera's local time and `utc_offset` is such as "+02:00". Property ids: IPTC TechReference.
    """

    default_language: str = "de"
    creator: Line = ""
    credit: Line = ""
    copyright: Line = ""
    captions: Texts = {}
    headlines: Texts = {}
    title: Line = ""
    alt_texts: Texts = {}
    extended_descriptions: Texts = {}
    persons: Words = ()
    usage_terms: Texts = {}
    web_statement: Line = ""
    licensor_url: Line = ""
    data_mining: Line = ""
    digital_source_type: Line = ""
    date_taken: Annotated[dt.datetime | None, AfterValidator(_local)] = None
    utc_offset: Annotated[str, AfterValidator(_offset)] = ""
    city: Line = ""
    country: Line = ""
    country_code: Line = ""
    sublocation: Line = ""
    keywords: Words = ()
    instructions: Line = ""
    events: Texts = {}
    event_id: Line = ""
    guid: Line = ""
    camera_make: Line = ""
    camera_model: Line = ""
    lens: Line = ""

    def shortened(self, share: int) -> SealedFields:
        """The same fields, with texts and lists cut to one `share`-th of their limits."""
        texts, words = MAX_TEXT // share, MAX_WORDS // share
        cut = {name: _shorter(getattr(self, name), texts, words) for name in type(self).model_fields}
        return self.model_copy(update=cut)

    def default_text(self, texts: dict[str, str]) -> str:
        """The text for readers that know one language only: the default one, else the first by tag."""
        return texts.get(self.default_language) or next(iter(texts.values()), "")


def _shorter(value: object, texts: int, words: int) -> object:
    match value:
        case dict():
            return {language: text[:texts].rstrip() for language, text in value.items()}
        case tuple():
            return value[:words]
    return value
