"""The office's codes and the variables of a photo, put into what is written about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from babel.dates import format_date
from django.conf import settings

from archive.fields import Kind, split_name
from archive.models import Photo, TextCode
from archive.photos.credits import creator_of, credit_of
from archive.photos.fields import photo_field
from pipelines.captions.codes import CodeRow, CodeTexts, Resolved, resolve
from pipelines.captions.persons import join_names, write_persons

_LOCALES = {"en": "en_GB"}
_RESOLVED = frozenset({Kind.LINE, Kind.TEXT, Kind.WORDS})
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "date": ("datum",),
    "time": ("uhrzeit",),
    "city": ("stadt",),
    "place": ("ort",),
    "country": ("land",),
    "event": ("anlass",),
    "title": ("titel",),
    "headline": ("schlagzeile",),
    "persons": ("personen",),
    "fromleft": ("vonlinks",),
    "photographer": ("fotograf",),
    "credit": ("bildnachweis",),
    "filename": ("dateiname",),
}
"""The variables by their English name, each with its other names."""


@dataclass(frozen=True)
class CodeBook:
    """All codes of the office as they stand now; read once, when the first is needed."""

    _known: dict[str, CodeTexts] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> list[tuple[str, Mapping[str, list[str]]]]:
        return list(TextCode.objects.values_list("code", "texts"))

    def texts(self, language: str) -> CodeTexts:
        """The texts in this language by code in small letters."""
        if language not in self._known:
            self._known[language] = {code.casefold(): texts.get(language, ()) for code, texts in self._rows}
        return self._known[language]

    def resolve(self, photo: Photo, name: str, text: str) -> Resolved:
        """What is typed into a named field of this photo, as it is to be stored; what is too long for it stays."""
        row = photo_field(name)
        if row.kind not in _RESOLVED or not any(sign in text for sign in "={") or len(text) > row.max_typed:
            return Resolved(text)
        language = split_name(name)[1] or settings.RELEASE_LANGUAGES[0]
        return resolve(text, self.texts(language), variables_of(photo, language))


def variables_of(photo: Photo, language: str) -> dict[str, str]:
    """The variables of a photo by all their names; needs its release, original and photographer loaded."""
    file = photo.embedded
    taken = photo.original.taken if photo.original else ""
    credit = credit_of(photo)
    values: dict[str, str] = {
        "date": _date(taken, photo.release.date, language),
        "time": taken[11:16],
        "city": file.city.value if file.city else "",
        "place": file.sublocation.value if file.sublocation else "",
        "country": file.country.value if file.country else "",
        "event": file.event.value if file.event else "",
        "title": photo.release.titles.get(language, ""),
        "headline": photo.headlines.get(language, ""),
        "persons": join_names(photo.persons, language),
        "fromleft": write_persons(photo.persons, language),
        "photographer": creator_of(photo) or "",
        "credit": credit.text if credit else "",
        "filename": photo.filename,
    }
    return {name: values[english] for english, others in VARIABLES.items() for name in (english, *others)}


def _date(taken: str, release_date: dt.date, language: str) -> str:
    """`26. November 2026`: the day on which the photo was taken, else that of its release."""
    try:
        day = dt.date.fromisoformat(taken[:10])
    except ValueError:
        day = release_date
    return str(format_date(day, "long", locale=_LOCALES.get(language, language)))


def store_codes(rows: Iterable[CodeRow], language: str) -> int:
    """Put the rows of an imported list into one language; other codes and languages stay. How many changed."""
    known = {one.code.casefold(): one for one in TextCode.objects.all()}
    changed = 0
    for row in rows:
        code = known.get(row.code.casefold()) or TextCode(code=row.code)
        if code.texts.get(language) != list(row.texts):
            code.texts = code.texts | {language: list(row.texts)}
            code.save()
            changed += 1
    return changed


Write = Callable[[Photo, str, str], str]


def writer() -> Write:
    """A function that puts codes and variables into what is written about one photo after another."""
    book = CodeBook()
    return lambda photo, name, text: book.resolve(photo, name, text).text
