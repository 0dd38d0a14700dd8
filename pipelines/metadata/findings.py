"""What one carrier says about a photo, before `embedded` reconciles the carriers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.text import MAX_LINE, MAX_TEXT, MAX_WORDS, clean_line, clean_text

X_DEFAULT = "x-default"
MAX_READ = 2 * MAX_TEXT  # more than the desk takes, so that somebody can shorten it there
MAX_WORD = 100

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
# What cameras and programs put into the caption's field, as seen in genuine files.
_JUNK = re.compile(
    r"(?:[A-Z]+ ){0,3}DIGITAL (?:STILL )?CAMERA|EXIF_JPEG_PICTURE|DCIM|DEFAULT|UNTITLED|NULL|UNDEFINED"
    r"|(?:DSC|IMG|PICT)[_N]?\d+(?:\.JPE?G)?|CREATED WITH (?:THE )?GIMP|PROCESSED WITH VSCO.{0,40}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """The cleaned values of one carrier; an empty value is one that the carrier lacks.

    Texts per language are keyed by primary language ("de"), the one without language by `x-default`; `taken` is the
    camera's local time, `utc_offset` is such as "+02:00"; `remarks` are warnings about the carrier.
    """

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)
    headline: str = ""
    title: str = ""
    alt_texts: Mapping[str, str] = field(default_factory=dict)
    extended_descriptions: Mapping[str, str] = field(default_factory=dict)
    usage_terms: str = ""
    taken: dt.datetime | None = None
    utc_offset: str = ""
    city: str = ""
    country: str = ""
    country_code: str = ""
    sublocation: str = ""
    keywords: tuple[str, ...] = ()
    instructions: str = ""
    persons: tuple[str, ...] = ()
    web_statement: str = ""
    licensor_url: str = ""
    data_mining: str = ""
    digital_source_type: str = ""
    event: str = ""
    event_id: str = ""
    guid: str = ""
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    orientation: int | None = None
    remarks: tuple[str, ...] = ()


def read_line(text: str) -> str:
    """A one-line field: cleaned, at most `MAX_LINE` characters."""
    return clean_line(text, MAX_LINE)


def read_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Keywords or names: cleaned, each once, in the file's order, at most `MAX_WORDS`."""
    words = (clean_line(text, MAX_WORD) for text in texts)
    return tuple(dict.fromkeys(word for word in words if word))[:MAX_WORDS]


def read_caption(text: str) -> str:
    """A running text; empty if it is what cameras or programs write instead of a caption."""
    text = clean_text(text, MAX_READ)
    return "" if _JUNK.fullmatch(text) else text


def read_languages(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts by primary language; the first of "de-DE" and "de-AT" becomes "de"."""
    by_language: dict[str, str] = {}
    for tag, text in texts:
        language = _primary(tag)
        if language and (kept := read_caption(text)):
            by_language.setdefault(language, kept)
    return by_language


def _primary(tag: str) -> str:
    if tag.lower() in ("", X_DEFAULT):
        return X_DEFAULT
    found = _LANGUAGE.fullmatch(tag)
    return found.group(1).lower() if found else ""


def read_source_type(text: str) -> str:
    """A digital source type of the IPTC's vocabulary, as its URI; empty for anything else."""
    found = re.fullmatch(
        rf"https?://{re.escape(SOURCE_TYPES.removeprefix('http://'))}([A-Za-z]{{1,60}})/?", text.strip()
    )
    return SOURCE_TYPES + found[1] if found else ""


_DATE = re.compile(
    r"(?P<year>\d{4})[-:]?(?P<month>\d\d)[-:]?(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:\.\d+)?)?(?P<offset>Z|[+-]\d\d:?\d\d)?)?"
)


def read_date(text: str) -> tuple[dt.datetime | None, str]:
    """Local time and UTC offset of an EXIF, XMP or IIM date; (None, "") for zeros and other invalid dates."""
    found = _DATE.fullmatch(text.replace("\x00", "").strip())
    if not found:
        return None, ""
    day = "-".join(found.group("year", "month", "day"))
    clock = ":".join(part or "00" for part in found.group("hour", "minute", "second"))
    try:
        taken = dt.datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        return None, ""
    if taken.year < 1826:  # before the first photograph
        return None, ""
    return taken, read_offset(found["offset"] or "")


def read_offset(text: str) -> str:
    """A UTC offset as `+02:00`; empty where there is none."""
    text = text.replace("\x00", "").strip().replace("Z", "+00:00")
    found = re.fullmatch(r"([+-][01]\d):?([0-5]\d)", text)
    return f"{found[1]}:{found[2]}" if found else ""
