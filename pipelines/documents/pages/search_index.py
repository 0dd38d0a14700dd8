"""`search/<year>.json`: what the portal's search reads of a year's releases, in all languages."""

from __future__ import annotations

from typing import Any

from pipelines.documents.house import House
from pipelines.documents.listing import Entry, Listing
from pipelines.documents.pages.listed import page_of
from pipelines.documents.pages.values import ended, shortened
from pipelines.documents.public_json import public_json

_LEAD = 300  # characters


def search_index(listing: Listing, house: House, year: int) -> bytes:
    """A line a release: day, number, page, title and what stands below it, by language."""
    lines = [_line(entry, house) for entry in listing.entries if entry.date.year == year]
    return public_json({"year": year, "releases": lines}).encode()


def _line(entry: Entry, house: House) -> dict[str, Any]:
    return {
        "date": entry.date.isoformat(),
        "number": entry.number,
        "version": entry.version,
        "photos": entry.photos,
        "pages": {code: page_of(entry, house, code).removeprefix(house.base_url + "/") for code in entry.languages},
        "titles": entry.titles,
        "leads": {code: _lead(entry, code) for code in entry.titles},
    }


def _lead(entry: Entry, language: str) -> str:
    """Subtitle and summary, for the search looks into both."""
    subtitle, summary = (texts.get(language, "") for texts in (entry.subtitles, entry.summaries))
    return shortened(f"{ended(subtitle)} {summary}" if summary else subtitle, _LEAD)
