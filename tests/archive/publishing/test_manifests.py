"""A version never changes, so its document is fetched and read once."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from pytest_django import DjangoAssertNumQueries

from archive.models import Publication
from archive.publishing import manifests
from archive.publishing.latest import Latest
from archive.publishing.manifests import is_kept, manifest_of
from archive.publishing.versions import last_live
from pipelines.documents.manifest import Manifest, read_manifest
from tests.archive.publishing.public_release import published

pytestmark = pytest.mark.django_db


def test_a_document_is_fetched_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    release, _photos = published()
    version = release.publications.get()
    for queries in (2, 1):
        with django_assert_num_queries(queries):
            last = last_live(release)
            assert last
            assert manifest_of(last) == read_manifest(version.document)


def test_another_document_is_another_manifest() -> None:
    version = published()[0].publications.get()
    before = manifest_of(version)
    version.document = version.document.replace('"status": "live"', '"status": "withdrawn"')
    version.sha256 = "0" * 64
    assert (before.status, manifest_of(version).status) == ("live", "withdrawn")


def test_a_process_keeps_as_many_as_hold_so_many_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Latest[tuple[int, str], Manifest](9, lambda manifest: 1 + len(manifest.photos), at_least=2)
    monkeypatch.setattr(manifests, "_kept", kept)
    document = published(2)[0].publications.get().document
    versions = [Publication(pk=-n, n=n, document=document, sha256="") for n in range(1, 5)]
    for version in (*versions[:3], versions[0], versions[3]):
        manifest_of(version)
    assert [is_kept(version) for version in versions] == [True, False, True, True]
    large = Publication(pk=-9, document=published(12)[0].publications.get().document, sha256="")
    manifest_of(large)
    assert [is_kept(version) for version in (*versions, large)] == [False, False, False, True, True]


def test_what_is_no_manifest_is_not_kept() -> None:
    for _again in range(2):
        with pytest.raises(ValidationError):
            manifest_of(Publication(pk=-1, document="{", sha256="broken"))


def test_a_photo_that_says_the_same_is_the_same_object_in_the_next_version() -> None:
    release, _photos = published()
    before = manifest_of(release.publications.get())
    changed = json.loads(release.publications.get().document) | {"version": 2}
    changed["photos"][0]["captions"] = {"de": "Berichtigt"}
    after = manifest_of(Publication(pk=-1, release=release, document=json.dumps(changed), sha256="2"))
    assert [one is other for one, other in zip(before.photos, after.photos, strict=True)] == [False, True]
    # What a document leaves out and what it says to be nothing are two things: an older program knew nothing of it.
    changed["photos"][1] |= {"keywords": None}
    changed["photos"][1].pop("ext_descriptions")
    silent = manifest_of(Publication(pk=-2, release=release, document=json.dumps(changed), sha256="3"))
    assert silent.photos[1].model_fields_set != after.photos[1].model_fields_set
    assert silent.photos[1] is not after.photos[1]
