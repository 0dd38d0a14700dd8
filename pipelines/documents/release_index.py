"""`releases/index.json` and its pages: the public releases, each with the address and version of its manifest.

The index holds the newest releases and names, year by year, the pages that hold all of them: one a month, such as
`releases/index-2026-09.json`. A new release changes the index and its own month's page, however many there are.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from pipelines.documents.gallery import gallery_links
from pipelines.documents.house import House
from pipelines.documents.listing import Entry, Listing
from pipelines.documents.public_json import public_json

NEWEST = 100
"""How many releases the index itself holds."""


def release_index(listing: Listing, house: House) -> bytes:
    """The newest releases, and the pages of every year, newest first throughout; and the gallery to show them with."""
    newest = [_line(entry, house) for entry in listing.entries[:NEWEST]]
    years = [_year(year, list(group), house) for year, group in groupby(listing.entries, lambda one: one.date.year)]
    told = {"releases": newest, "total": len(listing.entries), "years": years, "gallery": gallery_links(house)}
    return public_json(told).encode()


def index_page(listing: Listing, house: House, month: dt.date) -> bytes:
    """The releases of a month, of which `month` is any day; none where all were withdrawn."""
    of_month = [entry for entry in listing.entries if _month(entry) == (month.year, month.month)]
    lines = [_line(entry, house) for entry in of_month]
    return public_json({"month": f"{month:%Y-%m}", "releases": lines}).encode()


def _year(year: int, entries: list[Entry], house: House) -> dict[str, Any]:
    months = dict.fromkeys(_month(entry) for entry in entries)
    pages = [house.url(house.keys.index_page_key(*month)) for month in months]
    return {"year": year, "releases": len(entries), "pages": pages}


def _month(entry: Entry) -> tuple[int, int]:
    return entry.date.year, entry.date.month


def _line(entry: Entry, house: House) -> dict[str, Any]:
    return entry.model_dump(mode="json") | {"manifest": house.url(house.keys.manifest_key(entry.slug))}
