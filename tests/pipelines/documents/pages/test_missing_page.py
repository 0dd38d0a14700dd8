"""The page for what is not there: every language, addresses that hold wherever it is shown, and no search engine."""

from __future__ import annotations

import re

from pipelines.documents.pages.missing_page import missing_page
from tests.pipelines.documents.press_house import house, listing

PAGE = missing_page(listing(), house()).decode()


def test_it_speaks_every_language_and_leads_to_its_portal() -> None:
    for said in ("Hier ist nichts zu finden", "There is nothing here"):
        assert said in PAGE
    for portal in ("index.html", "en.html"):
        assert f'href="{house().base_url}/{portal}"' in PAGE


def test_its_addresses_are_whole() -> None:
    addresses = re.findall(r'(?:href|src)="([^"]+)"', PAGE)
    assert addresses
    assert [one for one in addresses if not re.match(r"https?://|mailto:|tel:|#content$", one)] == []


def test_search_engines_leave_it_alone() -> None:
    assert '<meta name="robots" content="noindex">' in PAGE
    assert "canonical" not in PAGE
