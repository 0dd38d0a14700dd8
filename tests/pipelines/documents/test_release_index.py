"""`releases/index.json`: what is public now, newest first."""

import json

from pipelines.documents.manifest import Tombstone
from pipelines.documents.release_index import release_index
from tests.pipelines.documents.manifests import PRESS, make_manifest, make_photo, make_text


def address(slug: str) -> str:
    return f"{PRESS}/releases/{slug}/manifest.json"


def test_live_releases_newest_first_each_with_its_manifest() -> None:
    manifests = [
        make_manifest(release=make_text(slug="old", date="2025-01-01")),
        make_manifest(release=make_text(slug="gone"), status="withdrawn"),
        make_manifest(
            release=make_text(slug="new", titles={"de": "Łódź"}),
            version=3,
            photos=(make_photo("a1"), Tombstone(id="b2")),
        ),
        make_manifest(release=make_text(slug="newer")),
    ]
    index = release_index(manifests, address)
    entries = json.loads(index)["releases"]
    assert [entry["slug"] for entry in entries] == ["newer", "new", "old"]
    assert entries[1] == {
        "slug": "new",
        "number": "20260901-1",
        "date": "2026-09-01",
        "titles": {"de": "Łódź"},
        "version": 3,
        "photos": 1,
        "manifest": address("new"),
    }
    assert "Łódź".encode() in index
    assert release_index(reversed(manifests), address) == index, "whoever writes it last writes the same"
