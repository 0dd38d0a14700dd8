"""All releases of a year, in one language, month by month; a withdrawn one keeps its line and its number."""

from __future__ import annotations

from pipelines.documents.house import House
from pipelines.documents.listing import Listing
from pipelines.documents.pages.listed import months_of, years_of
from pipelines.documents.pages.portal_page import newest_day
from pipelines.documents.pages.rendering import PageAddress, render
from pipelines.documents.pages.values import HELPERS, year_address


def year_page(listing: Listing, house: House, year: int, language: str) -> bytes:
    """The page as HTML."""
    return render(
        "year.html",
        house,
        PageAddress(language, {code: year_address(house, year, code) for code in house.languages}),
        version=newest_day(listing),
        section="year",
        year=year,
        months=months_of(listing, house, year, language),
        years=years_of(listing, house, language),
        search_url=house.url(house.keys.search_key(year)),
        **HELPERS,
    )
