"""Projections: made again from the public version, and gone with what is public no more."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, Release
from archive.photos import decisions, editing
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.store.buckets import BRIEF, Bucket, press
from pipelines.documents import manifest as doc
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, approved, publish
from workers.publish import derived, projections
from workers.publish.derived import keys_of, spanning_files
from workers.publish.rows import ReleaseFile


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
    made = keys_of(manifest) - {addresses.manifest_key(live.slug), addresses.version_key(live.slug, 1)}
    made = {key for key in made if not key.startswith("photos/")} | {f.key for f in spanning_files([live.date])}
    before = {key: press().get(key) for key in made}
    for key in made:
        press().delete(key)
    projections.project(live, publication)
    assert {key: press().get(key) for key in made} == before


def test_where_the_archive_keeps_what_the_manifest_shows(live: Release) -> None:
    manifest = doc.read_manifest(live.publications.get().document)
    photo = Photo.objects.get()
    keys = projections.sealed_keys([photo.pk])
    files = [manifest.live_photos[0].download, *manifest.live_photos[0].renditions]
    assert {(photo.pk, file.sha256) for file in files} <= keys.keys()


def correct(release: Release, **fields: Any) -> None:
    releases.edit_release(Release.objects.get(pk=release.pk), release_fields(**fields), OPERATOR, may_publish=True)
    releases.publish(Release.objects.get(pk=release.pk), OPERATOR)
    publish(release.pk)


def test_a_file_made_of_a_part_is_written_again_only_with_that_part(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page per photo would else make one caption cost as much as a thousand."""
    written: list[str] = []
    real = Bucket.put

    def put(bucket: Bucket, key: str, *rest: Any) -> None:
        written.append(key)
        real(bucket, key, *rest)

    def table(_manifest: doc.Manifest, _stored: Collection[str] = ()) -> list[ReleaseFile]:
        key = f"{addresses.release_folder(live.slug)}dateline.txt"
        part = lambda made: made.release.dateline  # noqa: E731  (as a row of the table gives it)
        return [ReleaseFile(key, "text/plain", BRIEF, lambda made, _house: made.release.dateline.encode(), part)]

    monkeypatch.setattr(projections, "release_files", table)
    monkeypatch.setattr(derived, "release_files", table)
    correct(live, titles={"de": "Anders"})
    monkeypatch.setattr(Bucket, "put", put)
    correct(live, titles={"de": "Noch anders"})
    assert not [key for key in written if key.endswith("dateline.txt")]
    correct(live, dateline="Leipzig")
    assert [key for key in written if key.endswith("dateline.txt")]
    assert press().get(f"{addresses.release_folder(live.slug)}dateline.txt") == b"Leipzig"


def test_what_no_version_has_any_more_is_deleted_from_the_releases_folder(live: Release) -> None:
    """By another language, another theme or an older program."""
    press().put(f"{addresses.release_folder(live.slug)}old/page.html", b"old", "text/html")
    correct(live, titles={"de": "Anders"})
    assert not press().head(f"{addresses.release_folder(live.slug)}old/page.html")
    assert press().head(addresses.version_key(live.slug, 1)), "versions stay"


def test_a_photo_that_is_withdrawn_takes_pages_along_that_nobody_knows_of(live: Release) -> None:
    """A correction does not list the pages of a thousand photos."""
    page = f"{addresses.photo_pages_folder(live.slug)}{Photo.objects.get().pk}/old.html"
    press().put(page, b"old", "text/html")
    decisions.withdraw_photos([Photo.objects.get().pk], OPERATOR)
    publish(live.pk)
    assert not press().head(page)


def test_a_withdrawal_deletes_what_the_table_lists(live: Release) -> None:
    listed = {file.key for file in derived.release_files(doc.read_manifest(live.publications.get().document))}
    assert listed
    releases.withdraw_release(live, OPERATOR)
    publish(live.pk)
    assert not listed & set(press().keys())


def test_pages_come_after_what_they_link_to_and_nothing_goes_before_them(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that whoever reads a page at any moment finds every address in it answered."""
    done: list[str] = []
    for verb, position in (("put", 0), ("copy", 2), ("delete", 0)):
        real = getattr(Bucket, verb)

        def call(bucket: Bucket, *args: Any, real: Any = real, verb: str = verb, position: int = position) -> None:
            if bucket == press():
                done.append(f"{verb} {args[position]}")
            real(bucket, *args)

        monkeypatch.setattr(Bucket, verb, call)
    folder = addresses.release_folder(live.slug)
    press().put(f"{folder}photos-old.zip", b"old", "application/zip")
    photo = Photo.objects.get()
    editing.edit(photo.pk, {"captions.de": "Anders"}, OPERATOR, may_approve=True)
    releases.publish(Release.objects.get(pk=live.pk), OPERATOR)
    done.clear()
    publish(live.pk)
    [download] = [n for n, call in enumerate(done) if call.startswith("copy pressebilder/")]
    page = done.index(f"put {folder}index.html")
    assert download < done.index(f"put {folder}photos/{photo.pk}/index.html") < page
    assert max(n for n, call in enumerate(done) if call.startswith(f"put {folder}")) <= page + 1, "both languages"
    assert page < done.index(f"delete {folder}photos-old.zip")


def test_what_is_missing_is_written_in_as_many_tries_as_it_takes(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large release takes longer than a task may: what each try wrote, the next one does not write again."""
    publication = live.publications.get()
    missing = sorted(keys_of(doc.read_manifest(publication.document)) - set(press().keys("photos/")))
    missing = [key for key in missing if not key.startswith(f"{addresses.version_folder(live.slug)}")]
    missing.remove(addresses.manifest_key(live.slug))
    for key in missing:
        press().delete(key)
    real, left = Bucket.put, [0]

    def put(*args: Any) -> None:
        if not left[0]:
            raise SoftTimeLimitExceeded
        left[0] -= 1
        real(*args)

    monkeypatch.setattr(Bucket, "put", put)
    for _try in range(len(missing)):
        left[0] = 3
        with suppress(SoftTimeLimitExceeded):
            projections.project(live, publication)
            break
    else:
        pytest.fail("it never came to its end")
    assert set(missing) <= set(press().keys())
