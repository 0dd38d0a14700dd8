"""Releases in lists, in one language: a year and its months, and what the portal shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.documents.ai_words import ai_label
from pipelines.documents.house import House
from pipelines.documents.listing import Entry, Listing
from pipelines.documents.pages.pictures import Picture, picture
from pipelines.documents.pages.rendering import words_of
from pipelines.documents.pages.shown import Said, said
from pipelines.documents.pages.values import shortened, year_address

_STAND = 180  # characters


@dataclass(frozen=True, slots=True)
class Listed:
    """A release in a list."""

    date: dt.date
    number: str
    title: Said
    lead: Said
    stand: Said
    count: str
    row: str
    url: str
    picture: Picture | None
    alt: Said
    ai: str
    credit: str
    photos: int
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year's page; `releases` are those that can still be read."""

    number: int
    rows: tuple[Listed, ...]

    @property
    def releases(self) -> int:
        """How many releases can be read."""
        return sum(not row.withdrawn for row in self.rows)

    @property
    def photos(self) -> int:
        """How many photos they have."""
        return sum(row.photos for row in self.rows)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in the list of years."""

    year: int
    releases: int
    photos: int
    url: str


def listed(entry: Entry, house: House, language: str) -> Listed:
    """A release as lists show it."""
    hero = entry.hero
    summary, subtitle = (said(texts, language, house.languages) for texts in (entry.summaries, entry.subtitles))
    title = said(entry.titles, language, house.languages)
    return Listed(
        date=entry.date,
        number=entry.number,
        title=title if title.text else Said(entry.number or entry.slug),
        lead=_short(summary if summary.text else subtitle),
        stand=_short(subtitle if subtitle.text else summary),
        count=_count(entry, house, language),
        row=_row(entry, house, language),
        url=page_of(entry, house, language),
        picture=picture(hero.renditions) if hero and hero.renditions else None,
        alt=said(hero.alt_texts, language, house.languages) if hero else Said(),
        ai=ai_label(hero.ai) if hero else "",
        credit=hero.credit if hero else "",
        photos=entry.photos,
    )


def page_of(entry: Entry, house: House, language: str) -> str:
    """The release's page in this language, or in the first that it has."""
    first = entry.languages[0]
    spoken = language if language in entry.languages else first
    return house.url(house.keys.release_page_key(entry.slug, spoken, first=first))


def months_of(listing: Listing, house: House, year: int, language: str) -> tuple[Month, ...]:
    """A year's months, the latest first, withdrawn releases in their places."""
    rows = [listed(entry, house, language) for entry in listing.entries if entry.date.year == year]
    rows += _withdrawn(listing, house, year, language)
    rows.sort(key=lambda row: (row.date, row.number), reverse=True)
    return tuple(Month(number, tuple(group)) for number, group in groupby(rows, key=lambda row: row.date.month))


def years_of(listing: Listing, house: House, language: str) -> tuple[Year, ...]:
    """The years that have releases, the latest first."""
    entries = sorted(listing.entries, key=lambda entry: entry.date.year, reverse=True)
    return tuple(
        _year(year, list(group), house, language) for year, group in groupby(entries, lambda entry: entry.date.year)
    )


def _year(year: int, entries: Sequence[Entry], house: House, language: str) -> Year:
    photos = sum(entry.photos for entry in entries)
    return Year(year, len(entries), photos, year_address(house, year, language))


def _count(entry: Entry, house: House, language: str) -> str:
    """`49 Fotos, Deutsch und Englisch`."""
    words = words_of(house, language)
    photos = words.count("photos", entry.photos) if entry.photos else words["no_photos"]
    corrected = words("corrected_on", date=words.day_of(entry.corrected_at)) if entry.corrected_at else ""
    return ", ".join(filter(None, [photos, words.languages(entry.languages), corrected]))


def _row(entry: Entry, house: House, language: str) -> str:
    """The same behind the release's number, in less words."""
    words = words_of(house, language)
    photos = words.count("photos", entry.photos) if entry.photos else ""
    corrected = words["corrected"] if entry.corrected_at else ""
    return ", ".join(filter(None, [entry.number, photos, words.languages(entry.languages), corrected]))


def _short(text: Said) -> Said:
    return Said(shortened(text.text, _STAND), text.foreign)


def _withdrawn(listing: Listing, house: House, year: int, language: str) -> Iterator[Listed]:
    """Number and day of each release of the year that is gone, and when it went."""
    words = words_of(house, language)
    for gone in listing.all_withdrawn:
        if gone.date and gone.date.year == year:
            told = words("withdrawn_release", number=gone.number or gone.slug, date=words.day_of(gone.at))
            nothing = Said()
            yield Listed(gone.date, gone.number, nothing, nothing, nothing, "", "", "", None, nothing, "", "", 0, told)
