"""The index names what is public, the newest first, and leads to the pages that hold all of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from pipelines.documents.gallery import gallery_links
from pipelines.documents.listing import Listing
from pipelines.documents.manifest import Manifest, Tombstone
from pipelines.documents.release_index import NEWEST, index_page, release_index
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo, release


def of_day(slug: str, year: int, month: int, day: int) -> Manifest:
    return manifest(text=release(slug=slug, date=dt.date(year, month, day)))


def index(*manifests: Manifest) -> Any:
    return json.loads(release_index(listing(*manifests), house()))


def test_the_newest_comes_first() -> None:
    entries = index(of_day("b", 2026, 9, 1), of_day("a", 2026, 9, 2), of_day("c", 2026, 9, 1))["releases"]
    assert [entry["slug"] for entry in entries] == ["a", "c", "b"]


def test_an_entry_leads_to_its_manifest() -> None:
    made = manifest(photo("p1"), Tombstone(id="p2"), version=3, text=release(titles={"de": "Größtes Fest"}))
    body = release_index(listing(made), house())
    assert body.startswith(b'{\n "releases": [\n  {\n')
    assert body.endswith(b"\n")
    assert "Größtes Fest".encode() in body
    [entry] = json.loads(body)["releases"]
    assert entry == {
        "slug": "fest",
        "number": "20260901-1",
        "kind": "press_release",
        "date": "2026-09-01",
        "languages": ["de"],
        "titles": {"de": "Größtes Fest"},
        "subtitles": {"de": "Drei Tage"},
        "summaries": {"de": "Kurz gesagt"},
        "version": 3,
        "photos": 1,
        "hero": {
            "id": "p1",
            "credit": "©Stadt/Anna",
            "alt_texts": {"de": "Menschen"},
            "ai": None,
            "dominant_colour": None,
            "thumbhash": None,
            "renditions": json.loads(photo("p1").model_dump_json())["renditions"],
        },
        "published_at": "2026-09-01T18:00:00Z",
        "made_at": "2026-09-01T18:00:00Z",
        "corrected_at": None,
        "manifest": "https://press.example/releases/fest/manifest.json",
    }


def test_the_hero_leads_and_a_release_without_photos_has_none() -> None:
    chosen = manifest(photo("p1"), photo("p2"), hero="p2")
    empty = manifest(Tombstone(id="p1"), text=release(slug="empty"))
    assert [entry["hero"] and entry["hero"]["id"] for entry in index(chosen, empty)["releases"]] == ["p2", None]


def test_years_lead_to_the_pages_of_their_months_newest_first() -> None:
    found = index(
        of_day("old", 2019, 9, 1), of_day("a", 2026, 8, 31), of_day("b", 2026, 9, 1), of_day("c", 2026, 9, 30)
    )
    assert found["total"] == 4
    assert found["years"] == [
        {
            "year": 2026,
            "releases": 3,
            "pages": [f"https://press.example/releases/index-2026-{month}.json" for month in ("09", "08")],
        },
        {"year": 2019, "releases": 1, "pages": ["https://press.example/releases/index-2019-09.json"]},
    ]


def test_a_page_holds_its_month_and_nothing_else() -> None:
    made = listing(of_day("a", 2026, 8, 31), of_day("b", 2026, 9, 1), of_day("c", 2026, 9, 30), of_day("d", 2025, 9, 1))
    page = json.loads(index_page(made, house(), dt.date(2026, 9, 1)))
    assert (page["month"], [entry["slug"] for entry in page["releases"]]) == ("2026-09", ["c", "b"])
    assert json.loads(index_page(made, house(), dt.date(2026, 1, 1))) == {"month": "2026-01", "releases": []}


def test_the_index_stays_small_and_the_pages_have_the_rest() -> None:
    many = listing(*(of_day(f"r{n:03}", 2026, 1 + n % 12, 1) for n in range(NEWEST + 1)))
    found = json.loads(release_index(many, house()))
    assert (len(found["releases"]), found["total"]) == (NEWEST, NEWEST + 1)
    months = [json.loads(index_page(many, house(), dt.date(2026, month, 1)))["releases"] for month in range(1, 13)]
    assert sum(map(len, months)) == NEWEST + 1


def test_without_releases_it_is_empty() -> None:
    found = json.loads(release_index(Listing(), house()))
    assert (found["releases"], found["total"], found["years"]) == ([], 0, [])


def test_it_says_where_the_gallery_is() -> None:
    assert index()["gallery"] == gallery_links(house())
