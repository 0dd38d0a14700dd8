"""Projections: made again from the public version, and gone with what is public no more."""

from __future__ import annotations

import json

import pytest

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, Release
from archive.releases import lifecycle as releases
from archive.store.buckets import press
from pipelines.documents import manifest as doc
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, approved, publish
from workers.publish import projections


@pytest.fixture
def live(upload: Upload) -> Release:
    """A public release with one photo."""
    made = make_release()
    approved(upload(picture((300, 200)), made))
    releases.publish(made, OPERATOR)
    publish(made.pk)
    return Release.objects.get(pk=made.pk)


def test_what_is_made_from_a_version_comes_back_the_same(live: Release) -> None:
    publication = live.publications.get()
    manifest = doc.read_manifest(publication.document)
    made = [
        addresses.captions_key(live.slug),
        addresses.text_key(manifest.release.number, live.slug),
        addresses.SCHEMA_KEY,
        addresses.INDEX_KEY,
        addresses.key_of(manifest.live_photos[0].download.permalink, manifest),
    ]
    before = {key: press().get(key) for key in made}
    for key in made:
        press().delete(key)
    projections.project(live, publication)
    assert {key: press().get(key) for key in made} == before


def test_the_index_tells_of_live_releases_alone(live: Release) -> None:
    listed = json.loads(press().get(addresses.INDEX_KEY))["releases"]
    assert [entry["slug"] for entry in listed] == [live.slug]
    Release.objects.filter(pk=live.pk).update(state="withdrawn")
    projections.write_index()
    assert json.loads(press().get(addresses.INDEX_KEY)) == {"releases": []}


def test_where_the_archive_keeps_what_the_manifest_shows(live: Release) -> None:
    manifest = doc.read_manifest(live.publications.get().document)
    photo = Photo.objects.get()
    keys = projections.sealed_keys(manifest)
    files = [manifest.live_photos[0].download, *manifest.live_photos[0].renditions]
    assert {(photo.pk, file.sha256) for file in files} <= keys.keys()
