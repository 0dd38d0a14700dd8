"""Files that span releases: what the record says at this moment, whoever writes them and how many do."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from archive import addresses
from archive.models import Publication, Release
from archive.publishing.listing import public_listing
from archive.states import PublicationState, ReleaseState
from archive.store.buckets import BRIEF, Bucket, press
from archive.store.errors import StoreDown
from pipelines.documents.listing import Listing, entry_of
from pipelines.documents.manifest import Manifest, write_manifest
from tests.factories import make_release
from tests.pipelines.documents.press_manifest import MOMENT, manifest, release
from workers.publish import spanning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]

DAY = dt.date(2026, 9, 1)


def publicized(slug: str, day: dt.date = DAY, **fields: Any) -> Release:
    made = make_release(slug=slug, date=day, state=fields.pop("state", ReleaseState.LIVE))
    version(made, manifest(text=release(slug=slug, date=day), **fields))
    return made


def version(of: Release, made: Manifest, state: str = PublicationState.LIVE) -> None:
    entry = entry_of(made).model_dump(mode="json")
    document = {"document": write_manifest(made), "sha256": "0" * 64, "entry": entry}
    Publication.objects.create(release=of, n=made.version, state=state, live_at=MOMENT, **document)


def index() -> Any:
    return json.loads(press().get(addresses.INDEX_KEY))


def slugs(page: Any) -> list[str]:
    return [entry["slug"] for entry in page["releases"]]


def test_the_index_tells_of_live_releases_alone() -> None:
    made = publicized("fest")
    for state in (ReleaseState.DRAFT, ReleaseState.SCHEDULED):
        make_release(state=state)
    spanning.write_spanning({DAY})
    assert slugs(index()) == ["fest"]
    Release.objects.filter(pk=made.pk).update(state="withdrawn")
    spanning.write_spanning({DAY})
    page = json.loads(press().get(addresses.index_page_key(2026, 9)))
    assert (slugs(index()), slugs(page)) == ([], []), "its page is emptied, too"


def test_a_version_in_the_making_is_not_told_of() -> None:
    made = publicized("fest")
    later = manifest(version=2, text=release(slug="fest", titles={"de": "Geheim"}))
    version(made, later, PublicationState.MAKING)
    spanning.write_spanning()
    assert not any(b"Geheim" in press().get(key) for key in list(press().keys()))


def test_a_corrected_day_moves_the_release_from_page_to_page() -> None:
    made = publicized("fest")
    spanning.write_spanning()
    august = dt.date(2026, 8, 31)
    version(made, manifest(version=2, text=release(slug="fest", date=august)))
    spanning.write_spanning({DAY, august})
    pages = [json.loads(press().get(addresses.index_page_key(2026, month))) for month in (8, 9)]
    assert [slugs(page) for page in pages] == [["fest"], []]


def test_what_says_the_same_is_not_written_again() -> None:
    publicized("fest")
    assert spanning.write_spanning() > 0
    assert spanning.write_spanning() == 0


def test_where_nothing_was_ever_live_nothing_is_written() -> None:
    make_release()
    assert spanning.write_spanning() == 0
    assert list(press().keys()) == []


def test_whoever_loses_a_race_reads_the_record_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else publishes between the reading of the record and the writing of the index."""
    publicized("one")
    spanning.write_spanning()
    publicized("two")
    real, others = public_listing, ["three"]

    def overtaken() -> Listing:
        listing = real()
        if others:
            publicized(others.pop())
            press().put(addresses.INDEX_KEY, b"{}", "application/json", BRIEF)
        return listing

    monkeypatch.setattr(spanning, "public_listing", overtaken)
    spanning.write_spanning({DAY})
    assert slugs(index()) == ["two", "three", "one"]


def test_a_race_that_never_ends_is_a_fault_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    publicized("fest")
    spanning.write_spanning()
    publicized("another")
    real = Bucket.get_with_etag
    monkeypatch.setattr(Bucket, "get_with_etag", lambda bucket, key: (real(bucket, key)[0] + b"x", '"0"'))
    with pytest.raises(StoreDown, match="kept writing"):
        spanning.write_spanning({DAY})


def test_a_damaged_document_costs_its_own_line() -> None:
    """One from before lines were kept; it is read for its line."""
    publicized("fest")
    broken, old = publicized("broken"), publicized("old")
    broken.publications.update(document="{", entry=None)
    old.publications.update(entry=None)
    spanning.write_spanning()
    assert slugs(index()) == ["old", "fest"]
    assert old.publications.get().entry
