"""The portal's first page, in one language: the newest release large, then nine; the years; feeds and contact."""

from __future__ import annotations

from pipelines.documents.house import House
from pipelines.documents.listing import Listing
from pipelines.documents.pages.listed import listed, years_of
from pipelines.documents.pages.rendering import PageAddress, render, words_of
from pipelines.documents.pages.values import HELPERS, Offer

_NEWEST = 10


def portal_page(listing: Listing, house: House, language: str) -> bytes:
    """The page as HTML."""
    years = years_of(listing, house, language)
    return render(
        "portal.html",
        house,
        PageAddress(language, portal_addresses(house)),
        version=newest_day(listing),
        section="portal",
        total=len(listing.entries),
        newest=[listed(entry, house, language) for entry in listing.entries[:_NEWEST]],
        years=years,
        searches=[house.url(house.keys.search_key(one.year)) for one in years],
        systems_files=systems_files(house, language),
        **HELPERS,
    )


def portal_addresses(house: House) -> dict[str, str]:
    """The portal by language."""
    first = house.languages[0]
    return {code: house.url(house.keys.portal_key(code, first=first)) for code in house.languages}


def newest_day(listing: Listing) -> str:
    """What a list says of how new it is."""
    return max((entry.date.isoformat() for entry in listing.entries), default="")


def systems_files(house: House, language: str) -> list[Offer]:
    """What websites and systems read."""
    words = words_of(house, language)
    feeds = [
        Offer(
            words_of(house, feed.language)[feed.label], f"{feed.kind}, {words.language_name(feed.language)}", feed.url
        )
        for feed in house.feeds
    ]
    gallery = [Offer(words["gallery"], "JavaScript", house.gallery)] if house.gallery else []
    return [*feeds, Offer(words["index_file"], "JSON", house.url(house.keys.index_key())), *gallery]
