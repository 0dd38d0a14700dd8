"""The rows of the public pages in the table of derived files, and what pages load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import cache, partial
from typing import TypeVar

from archive import addresses
from archive.publishing.house import house
from archive.store.buckets import BRIEF, IMMUTABLE
from pipelines.documents.house import House
from pipelines.documents.linked_data import data_for_page
from pipelines.documents.listing import Listing
from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.assets import all_assets, may_change, media_type
from pipelines.documents.pages.colours import colour_sheet, colours_of
from pipelines.documents.pages.missing_page import missing_page
from pipelines.documents.pages.photo_page import Gallery, gallery_of, part_of, photo_page
from pipelines.documents.pages.portal_page import portal_page
from pipelines.documents.pages.release_page import Archive, release_page
from pipelines.documents.pages.search_index import search_index
from pipelines.documents.pages.year_page import year_page
from pipelines.documents.photo_zips import photo_zips
from workers.publish.rows import ReleaseFile, SpanningFile

T = TypeVar("T")

_HTML = "text/html; charset=utf-8"
_CSS = "text/css; charset=utf-8"
_JSON = "application/json; charset=utf-8"


def release_page_files(manifest: Manifest, stored: Collection[str]) -> list[ReleaseFile]:
    """A live release's pages, its photos' pages, and their ground colours."""
    slug, languages = manifest.release.slug, manifest.written_languages
    colours = ReleaseFile(addresses.colours_key(slug), _CSS, BRIEF, lambda made, _house: colour_sheet(made), colours_of)
    return [colours, *(file for language in languages for file in _pages(manifest, language, languages[0], stored))]


def _pages(manifest: Manifest, language: str, first: str, stored: Collection[str]) -> list[ReleaseFile]:
    slug = manifest.release.slug
    page = ReleaseFile(
        addresses.release_page_key(slug, language, first=first),
        _HTML,
        BRIEF,
        lambda made, house: release_page(
            made, house, language, data_for_page(made, house, language), _archives(made, house, stored)
        ),
        leads=True,
    )
    # Asked for its keys alone, the table makes no gallery.
    gallery = _once(partial(gallery_of, manifest, language))
    return [page, *(_photo_page(slug, photo.id, language, first, gallery) for photo in manifest.live_photos)]


def _archives(manifest: Manifest, house: House, stored: Collection[str]) -> list[Archive]:
    """The ZIP files once all of them are there; a part of them would look like the whole."""
    slug = manifest.release.slug
    made = [(addresses.zip_key(slug, one.digest), one) for one in photo_zips(manifest)]
    if not all(key in stored for key, _one in made):
        return []
    return [Archive(house.url(key), len(one.photos), one.bytes) for key, one in made]


def _photo_page(slug: str, photo_id: str, language: str, first: str, gallery: Callable[[], Gallery]) -> ReleaseFile:
    return ReleaseFile(
        addresses.photo_page_key(slug, photo_id, language, first=first),
        _HTML,
        BRIEF,
        lambda _made, house: photo_page(gallery(), house, photo_id),
        lambda _made: part_of(gallery(), photo_id),
    )


def spanning_page_files(days: Collection[dt.date]) -> list[SpanningFile]:
    """The portal, these days' years and their searches, in the house's languages; the page for what is not there."""
    years = sorted({day.year for day in days})
    languages = house().languages
    searches = [
        SpanningFile(addresses.search_key(year), _JSON, BRIEF, partial(_search_of, year=year)) for year in years
    ]
    missing = SpanningFile(addresses.MISSING_KEY, _HTML, BRIEF, missing_page)
    return [missing, *searches, *(file for code in languages for file in _lists(code, languages[0], years))]


def _lists(language: str, first: str, years: Collection[int]) -> list[SpanningFile]:
    portal = SpanningFile(
        addresses.portal_key(language, first=first), _HTML, BRIEF, partial(portal_page, language=language)
    )
    pages = [
        SpanningFile(
            addresses.year_page_key(year, language, first=first),
            _HTML,
            BRIEF,
            partial(year_page, year=year, language=language),
        )
        for year in years
    ]
    return [portal, *pages]


def asset_files() -> list[SpanningFile]:
    """Style sheets, scripts and logo. Pages load them, so they are written before any page."""
    return [
        SpanningFile(
            addresses.asset_key(name),
            media_type(name),
            BRIEF if may_change(name) else IMMUTABLE,
            partial(_as_it_is, content=content),
        )
        for name, content in all_assets(house().site).items()
    ]


def _search_of(listing: Listing, house: House, year: int) -> bytes:
    return search_index(listing, house, year)


def _as_it_is(_listing: Listing, _house: House, content: bytes) -> bytes:
    return content


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """`make`, called when first asked, and its answer from then on."""
    return cache(make)
