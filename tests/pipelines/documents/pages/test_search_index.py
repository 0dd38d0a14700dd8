"""What the search reads: a year's releases with their words and pages, and no other's."""

from __future__ import annotations

import datetime as dt
import json

from pipelines.documents.pages.search_index import search_index
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, release


def test_a_line_a_release() -> None:
    text = release(summaries={"de": "Kurz gesagt."})
    told = listing(manifest(text=text), manifest(text=release(slug="alt", date=dt.date(2025, 1, 1))))
    assert json.loads(search_index(told, house(), 2026)) == {
        "year": 2026,
        "releases": [
            {
                "date": "2026-09-01",
                "number": "20260901-1",
                "version": 1,
                "photos": 1,
                "pages": {"de": "releases/fest/index.html", "en": "releases/fest/en.html"},
                "titles": {"de": "Fest", "en": "Feast"},
                "leads": {"de": "Drei Tage. Kurz gesagt.", "en": ""},
            }
        ],
    }
