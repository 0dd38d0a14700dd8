"""Sitemaps: every page with its other languages, year by year."""

from __future__ import annotations

import datetime as dt

from defusedxml import ElementTree

from pipelines.documents.sitemaps import sitemap_index, year_sitemap
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, release

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
MADE = listing(
    manifest(text=release(slug="alt", date=dt.date(2019, 9, 1), titles={"de": "Alt"})),
    manifest(text=release(slug="a&b".replace("&", "-"))),
)


def test_the_index_names_a_sitemap_a_year() -> None:
    tree = ElementTree.fromstring(sitemap_index(MADE, house()))
    found = [(one.findtext(f"{SITEMAP}loc"), one.findtext(f"{SITEMAP}lastmod")) for one in tree]
    changed = "2026-09-01T18:00:00+00:00"
    assert found == [(f"https://press.example/sitemaps/{year}.xml", changed) for year in (2026, 2019)]


def test_a_year_has_each_page_with_its_languages() -> None:
    tree = ElementTree.fromstring(year_sitemap(MADE, house(), 2026))
    pages = [f"https://press.example/releases/a-b/{name}.html" for name in ("index", "en")]
    assert [one.findtext(f"{SITEMAP}loc") for one in tree] == pages
    assert [[link.get("href") for link in one.iter(LINK)] for one in tree] == [pages, pages]
    [only] = ElementTree.fromstring(year_sitemap(MADE, house(), 2019))
    assert list(only.iter(LINK)) == [], "a page in one language has no other"


def test_a_year_whose_releases_were_withdrawn_is_empty() -> None:
    assert list(ElementTree.fromstring(year_sitemap(MADE, house(), 2000))) == []
