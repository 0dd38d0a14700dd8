"""Sitemaps for search engines: one a year, and an index of them; with each page's other languages and its hero."""

from __future__ import annotations

from pipelines.documents.house import House
from pipelines.documents.listing import Entry, Listing
from pipelines.documents.page_addresses import release_pages
from pipelines.documents.xml_templates import render_xml


def sitemap_index(listing: Listing, house: House) -> bytes:
    """The sitemaps of all years that have releases."""
    found = [
        (house.url(house.keys.sitemap_key(year)), max(entry.made_at for entry in entries))
        for year, entries in _years(listing).items()
    ]
    return render_xml("sitemap_index.xml.j2", sitemaps=found)


def year_sitemap(listing: Listing, house: House, year: int) -> bytes:
    """The pages of a year's releases; none where all were withdrawn."""
    entries = _years(listing).get(year, [])
    pages = [(entry, release_pages(entry.slug, entry.languages, house)) for entry in entries]
    return render_xml("sitemap.xml.j2", pages=pages)


def _years(listing: Listing) -> dict[int, list[Entry]]:
    years: dict[int, list[Entry]] = {}
    for entry in listing.entries:
        years.setdefault(entry.date.year, []).append(entry)
    return years
