"""The credit line: who is named beside a photo (§ 13 UrhG), and where that line came from."""

from __future__ import annotations

import html
import re
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.text import plain_line

MAX_CREDIT = 200
MAX_NAME = 500

_SIGN = r"(?:Â?©|ⓒ|℗|\(©\)|[(\[]c[)\]])"  # the first with what becomes of it in a wrong character set
_YEARS = r"(?:(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?!\d)\s*[,:.]?)"
_CLAIM = rf"(?:{_YEARS}?\s*(?:{_SIGN}|\b(?:copyright(?:ed(?=\s*[:.]))?|copr)\b)\s*[.:]?\s*{_YEARS}?)"
_HEADS = (
    r"photo[\s-]*credits?|credits?|cr[ée]dits?(?:\s+photos?)?|photo(?:s|graph|grapher|graphed|graphe|graphie)?"
    r"|pictures?|pic|images?|foto(?:s|graf|grafin|grafie|grafía|credit|quelle)?|foto-?(?:credit|quelle)|bild(?:er|nachweis|quelle|rechte)?"
    r"|aufnahmen?|quelle|source|urheber(?:in)?|фото(?:граф)?|摄影|攝影|撮影|写真|사진|תמונה|צילום|تصوير"
)
_BY = (
    r"credit|photo(?:\s*credit|s|graph|grapher|graphed)?|foto(?:s|graf|grafin)?|bild(?:er)?|urheber(?:in)?|picture|pic"
    r"|image|aufnahme"
)
_HEADED = rf"(?:\b(?:{_HEADS})(?:\s*[:：]|(?=\s*{_SIGN}))|\b(?:{_BY})\s+(?:by|von)\b)"
# In German papers `Foto/Name` and `Foto - Name`. `By Name` is how agencies' bylines begin; `von` begins surnames.
_HEADED += r"|(?:\b(?:foto|photo)s?(?:\s*/\s*|\s+[-–]\s+))|(?:\bby\b(?!\s+(?:a|an|the)\b)\s*:?)"
# What stands before a name, at the start or after another name, and what stands after the last one.
_BEFORE = re.compile(rf"(^|[,;/&|])\s*(?:(?:{_CLAIM}|{_HEADED})\s*(?:(?:by|von)\b)?\s*)+", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:[\s,.;-]*(?:{_SIGN}\s*{_YEARS}?|\ball rights reserved\.?|\balle rechte vorbehalten\.?))+$", re.IGNORECASE
)
_DOUBLED = re.compile(r"©(?:\s*(?:©|ⓒ|\(c\)))+\s*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_FIELDS = ("publisher", "creator")

Source = Literal["file", "desk", "template"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit line and its source: the photo's file, an editor on the desk, or the publisher's template."""

    text: str
    source: Source


@lru_cache(maxsize=1024)
def creator_name(text: str) -> str:
    """The name alone: `© 2024 Max Beispiel` and `Foto: Max Beispiel` are `Max Beispiel`; empty if no letter is left."""
    name = plain_line(_unescaped(text), MAX_NAME)
    name = _AFTER.sub("", _BEFORE.sub(_kept_separator, name)).strip(" ,;/&|")
    return name if any(map(str.isalnum, name)) else ""


def _unescaped(text: str) -> str:
    """A file's text without HTML's entities, which websites leave in it: `&copy; Max`."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _kept_separator(found: re.Match[str]) -> str:
    return found[1] if found[1] in ("", "/") else f"{found[1]} "


def validate_template(template: str) -> None:
    """Raise ValueError, its message in plain words, for an empty template or one with fields besides `_FIELDS`."""
    if not plain_line(template):
        raise ValueError("the credit template is empty")
    for _, field, spec, conversion in _parse(template):
        if field is not None and (field not in _FIELDS or spec or conversion):
            raise ValueError(f"the credit template knows {{publisher}} and {{creator}}, not {{{field}}}")


def credit_line(template: str, publisher: str, creator: str) -> str:
    """The template filled in: `©Landeshauptstadt Beispielstadt/Vorname Nachname`. Braces in names stay as they are.

    Raises ValueError for a template that `validate_template` rejects.
    """
    validate_template(template)
    return _tidy(template.format(publisher=publisher, creator=creator))


def _tidy(line: str) -> str:
    """The line as it is drawn, sealed and listed: plain, and with one © where two follow each other."""
    return _DOUBLED.sub("©", plain_line(line))[:MAX_CREDIT].rstrip()


@lru_cache(maxsize=1024)  # a release of thousands of photos has few photographers
def resolve_credit(
    desk: str, file_credit: str | None, template: str, publisher: str, creator: str | None
) -> Credit | None:
    """The credit that applies: the desk's, else the file's, else the template's.

    None when only the template is left and a name that it needs is missing.
    """
    if text := _tidy(desk):
        return Credit(text, "desk")
    if text := _tidy(_unescaped(file_credit or "")):
        return Credit(text, "file")
    names = {"publisher": plain_line(publisher), "creator": creator_name(creator or "")}
    if not all(names[field] for _, field, _, _ in _parse(template) if field in names):
        return None
    return Credit(credit_line(template, names["publisher"], names["creator"]), "template")


def _parse(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"the credit template has unpaired braces: {error}") from None
