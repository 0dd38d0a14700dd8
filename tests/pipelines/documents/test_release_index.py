"""The index names what is public, the newest first."""

from __future__ import annotations

import datetime as dt
import json

from pipelines.documents.manifest import Tombstone
from pipelines.documents.release_index import release_index
from tests.pipelines.documents.press_manifest import manifest, photo, release


def manifest_url(slug: str) -> str:
    return f"https://press.example/releases/{slug}/manifest.json"


def test_the_newest_comes_first_and_what_was_withdrawn_not_at_all() -> None:
    texts = [("b", 1), ("a", 2), ("c", 1), ("gone", 3)]
    manifests = [
        manifest(text=release(slug=slug, date=dt.date(2026, 9, day)), status="withdrawn" if slug == "gone" else "live")
        for slug, day in texts
    ]
    entries = json.loads(release_index(manifests, manifest_url))["releases"]
    assert [entry["slug"] for entry in entries] == ["a", "c", "b"]


def test_an_entry_leads_to_its_manifest() -> None:
    made = manifest(photo("p1"), Tombstone(id="p2"), version=3, text=release(titles={"de": "Größtes Fest"}))
    index = release_index([made], manifest_url)
    assert index.startswith(b'{\n "releases": [\n  {\n')
    assert index.endswith(b"\n")
    assert "Größtes Fest".encode() in index
    assert json.loads(index) == {
        "releases": [
            {
                "slug": "fest",
                "number": "20260901-1",
                "date": "2026-09-01",
                "titles": {"de": "Größtes Fest"},
                "version": 3,
                "photos": 1,
                "hero": {
                    "id": "p1",
                    "credit": "©Stadt/Anna",
                    "alt_texts": {"de": "Menschen"},
                    "renditions": json.loads(photo("p1").model_dump_json())["renditions"],
                },
                "manifest": "https://press.example/releases/fest/manifest.json",
            }
        ]
    }


def test_the_hero_leads_and_a_release_without_photos_has_none() -> None:
    chosen = manifest(photo("p1"), photo("p2"), hero="p2")
    empty = manifest(Tombstone(id="p1"), text=release(slug="empty"))
    entries = json.loads(release_index([chosen, empty], manifest_url))["releases"]
    assert [entry["hero"] and entry["hero"]["id"] for entry in entries] == ["p2", None]


def test_without_releases_it_is_empty() -> None:
    assert json.loads(release_index([], manifest_url)) == {"releases": []}
