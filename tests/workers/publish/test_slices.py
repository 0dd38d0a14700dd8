"""A publication that is cut off goes on where it stopped: nothing is copied or deleted twice, nothing is forgotten."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, PressFile, Publication, Release, Rendition
from archive.photos import decisions, editing, press_files
from archive.photos.press_files import sealed_fields
from archive.publishing import versions
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.states import PublicationState, ReleaseState
from archive.store.buckets import Bucket, archive, press
from pipelines.documents import manifest as doc
from pipelines.keys import attachment_source_key
from pipelines.sealing.seal import SealedFields
from tests.factories import make_attachment
from tests.workers.publish.many_photos import approved_release
from tests.workers.stages import publish
from workers import leases
from workers.publish import copying, slices
from workers.publish import publish as stage
from workers.publish import seal as sealing
from workers.publish.derived import keys_of, spanning_files

pytestmark = pytest.mark.usefixtures("buckets")

PHOTOS = 6
CHUNK = 4


@pytest.fixture
def release(db: None, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Due to be published; progress is kept after every fourth file."""
    for module in (slices, copying):
        monkeypatch.setattr(module, "CHUNK", CHUNK)
    made = approved_release(PHOTOS)
    releases.publish(made, OPERATOR)
    return made


class Calls(Counter[str]):
    """Counts by key what is done to the store, and pulls the plug before call number `last`."""

    last = 10**9

    def spy(self, monkeypatch: pytest.MonkeyPatch, verb: str, position: int) -> None:
        real = getattr(Bucket, verb)

        def call(bucket: Bucket, *args: Any, **kwargs: Any) -> Any:
            if self.total() >= self.last:
                raise OSError("pulled the plug")
            self["".join(args[position : position + 1])] += 1
            return real(bucket, *args, **kwargs)

        monkeypatch.setattr(Bucket, verb, call)


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()
    calls.spy(monkeypatch, "copy", 2)
    return calls


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def due_now(release: Release) -> None:
    Release.objects.filter(pk=release.pk).update(due_at=timezone.now())


def all_public(release: Release) -> None:
    manifest = doc.read_manifest(press().get(addresses.manifest_key(release.slug)))
    assert len(manifest.live_photos) == PHOTOS
    versions = {addresses.version_key(release.slug, n) for n in range(1, manifest.version)}
    assert set(press().keys()) == keys_of(manifest) | versions | spanning_keys(release)


def spanning_keys(release: Release) -> set[str]:
    return {file.key for file in spanning_files([release.date])}


def test_every_slice_makes_progress_and_no_file_is_copied_twice(release: Release, copies: Calls) -> None:
    slices_used = 0
    while again(release).due_at:
        before = again(release)
        publish(release.pk, deadline=time.monotonic())
        slices_used += 1
        after = again(release)
        if after.due_at:
            assert (after.attempts, after.problem, after.lease_until) == (0, "", None), "neither attempt nor failure"
            assert after.due_at <= timezone.now()
            assert after.due_at != before.due_at
    assert slices_used > copies.total() / CHUNK - 2
    assert set(copies.values()) == {1}
    all_public(release)
    assert again(release).state == ReleaseState.LIVE
    assert Publication.objects.get().projected_at


@pytest.mark.parametrize("cut", [1, 5, 13, 30, 38])
def test_what_a_crash_cuts_off_goes_on_at_the_last_record(release: Release, copies: Calls, cut: int) -> None:
    copies.last = cut
    publish(release.pk)
    assert again(release).problem == "disk_trouble"
    copies.last = 10**9
    due_now(release)
    publish(release.pk)
    assert again(release).due_at is None
    all_public(release)
    doubled = [key for key, times in copies.items() if times > 1]
    assert len(doubled) <= CHUNK, "one chunk at most is copied again"


def test_of_large_files_each_is_recorded_by_itself(release: Release) -> None:
    """A chunk of films takes longer than a task may, however often it is begun anew."""
    for _film in range(3):
        film = make_attachment(release, "approved")
        archive().put(attachment_source_key(film.sha256), b"film", film.media_type)
    public = set()
    while again(release).due_at:
        publish(release.pk, deadline=time.monotonic())
        public.add(len(list(press().keys("attachments/"))))
    assert public == {0, 1, 2, 3}
    assert again(release).state == ReleaseState.LIVE


def test_an_abandoned_version_is_cleared_in_slices(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    for _slice in range(3):
        publish(release.pk, deadline=time.monotonic())
    assert Publication.objects.get().copied == 3 * CHUNK
    assert len(list(press().keys("photos/"))) == 3 * CHUNK
    later = release_fields(goes_live_at=timezone.now() + timedelta(hours=1))
    releases.edit_release(release, later, OPERATOR, may_publish=True)
    due_now(release)
    deletions = Calls()
    deletions.spy(monkeypatch, "delete", 0)
    for _slice in range(4):  # one chunk may be there that was not recorded
        assert Publication.objects.get().state == PublicationState.MAKING
        due_now(release)
        publish(release.pk, deadline=time.monotonic())
    assert Publication.objects.get().state == PublicationState.ABANDONED
    assert not list(press().keys())
    assert set(deletions.values()) == {1}
    assert again(release).due_at == again(release).goes_live_at, "it waits for its new time"


def test_a_correction_copies_only_what_changed(release: Release, copies: Calls) -> None:
    publish(release.pk)
    assert again(release).due_at is None
    copies.clear()
    releases.publish(release, OPERATOR)
    publish(release.pk)
    assert not copies, "the same files and the same downloads"
    assert doc.read_manifest(press().get(addresses.manifest_key(release.slug))).version == 2
    all_public(release)


def test_a_withdrawal_removes_in_slices_and_only_once(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(release.pk)
    first, second, *_others = Photo.objects.filter(release=release)
    decisions.withdraw_photos([first.pk], OPERATOR)
    publish(release.pk)
    assert not list(press().keys(addresses.photo_folder(first.pk)))
    listings = Calls()
    listings.spy(monkeypatch, "keys", 0)
    decisions.withdraw_photos([second.pk], OPERATOR)
    publish(release.pk)
    gone, left = addresses.photo_folder(second.pk), addresses.release_folder(release.slug)
    assert dict(listings) == {left: 1, gone: 1}, "what is gone already is not looked for again"
    releases.withdraw_release(again(release), OPERATOR)
    while again(release).due_at:
        publish(release.pk, deadline=time.monotonic())
    assert set(press().keys()) == {
        *spanning_keys(release),
        addresses.manifest_key(release.slug),
        addresses.version_key(release.slug, 4),
    }


def test_an_unfinished_projection_is_made_good_by_the_next_version(release: Release, copies: Calls) -> None:
    while again(release).state != ReleaseState.LIVE:
        publish(release.pk, deadline=time.monotonic())
    assert Publication.objects.get().projected_at is None
    releases.publish(release, OPERATOR)
    publish(release.pk)
    assert again(release).due_at is None
    all_public(release)


def test_a_version_is_composed_in_one_pass_over_its_photos(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass over thousands of photos takes seconds and cannot be cut."""
    passes: Counter[str] = Counter()

    def count(photo: Photo) -> SealedFields:
        passes[photo.pk] += 1
        return sealed_fields(photo)

    monkeypatch.setattr(press_files, "sealed_fields", count)
    slice_ = slices.Slice(release, time.monotonic() + 60)
    with CaptureQueriesContext(connection) as queries:
        assert stage._begin(release, slice_)
    assert set(passes.values()) == {1}
    assert len(passes) == PHOTOS
    assert len(queries) < 25, "as many for any number of photos"


def test_sealing_what_was_edited_is_cut_and_goes_on(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    for rendition in Rendition.objects.all():
        archive().put(rendition.key, b"pixels", rendition.media_type)
    monkeypatch.setattr(stage, "_SEALED_AT_LEAST", 2)
    monkeypatch.setattr(sealing, "seal_pixels", lambda pixels, _media_type, _fields: pixels)
    Release.objects.filter(pk=release.pk).update(titles={"de": "Ein anderer Titel"})
    before = PressFile.objects.count()
    a_photo = before // PHOTOS
    for sealed in (2, 4, 6):
        publish(release.pk, deadline=time.monotonic())
        assert PressFile.objects.count() == before + sealed * a_photo
    assert not Publication.objects.exists()
    publish(release.pk)
    all_public(release)


def test_a_photo_edited_a_moment_ago_costs_no_second_composing(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(release.pk)
    for rendition in Rendition.objects.all():
        archive().put(rendition.key, b"pixels", rendition.media_type)
    monkeypatch.setattr(sealing, "seal_pixels", lambda pixels, _media_type, _fields: pixels)
    composed: list[int] = []
    real = versions.full_version

    def compose(*args: Any) -> doc.Manifest:
        composed.append(args[2])
        return real(*args)

    monkeypatch.setattr(versions, "full_version", compose)
    photo = Photo.objects.filter(release=release)[0]
    editing.edit(photo.pk, {"captions.de": "Berichtigt"}, OPERATOR, may_approve=True)
    releases.publish(again(release), OPERATOR)
    publish(release.pk)
    assert composed == [2]
    assert doc.read_manifest(press().get(addresses.manifest_key(release.slug))).version == 2


def test_a_lease_is_extended_while_the_work_goes_on_and_a_lost_one_ends_it(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "_RENEWAL", 0.0)
    taken = leases.take(Release.objects.filter(pk=release.pk))
    assert taken
    release = taken
    slice_ = slices.Slice(release, time.monotonic() + 60)
    before = again(release).lease_until
    slice_.pause()
    assert before is not None
    assert (again(release).lease_until or before) > before
    Release.objects.filter(pk=release.pk).update(leased_by="another/1")
    with pytest.raises(slices.LeaseLost):
        slice_.pause()
    with pytest.raises(slices.SliceOver):
        slices.Slice(release, time.monotonic()).pause()
