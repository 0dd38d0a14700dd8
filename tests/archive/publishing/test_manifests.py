"""A version never changes, so its document is fetched and read once."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from pytest_django import DjangoAssertNumQueries

from archive.models import Publication
from archive.publishing import manifests
from archive.publishing.manifests import KEPT, manifest_of
from archive.publishing.versions import last_live
from pipelines.documents.manifest import read_manifest
from tests.archive.publishing.public_release import published
from tests.factories import make_release

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


def test_a_process_keeps_a_few() -> None:
    document = published()[0].publications.get().document
    release = make_release()
    for n in range(KEPT + 2):
        manifest_of(Publication(pk=-n, release=release, n=n, document=document, sha256=""))
    assert list(manifests._kept) == [(-n, "") for n in range(2, KEPT + 2)]


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
