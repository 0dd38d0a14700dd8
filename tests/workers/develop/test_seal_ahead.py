"""Sealed before anybody asks: what could go out, once its texts have come to rest; private and disposable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from PIL import ExifTags, Image

from archive.audit import OPERATOR
from archive.models import Photo, PressFile, Release
from archive.photos import decisions, editing
from archive.photos.press_files import current_press_files
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.states import PhotoState
from archive.store.buckets import Bucket, archive, press
from archive.store.errors import StoreDown
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, develop, publish, seal
from workers.upkeep import listed_folders
from workers.upkeep.reconcile import reconcile

PROFILES = 6


@pytest.fixture
def release(db: None) -> Release:
    return make_release()


@pytest.fixture
def photo(upload: Upload, release: Release) -> Photo:
    """Developed; its file says nothing, so it has no caption."""
    made = upload(picture((600, 400)), release)
    develop(made.pk)
    return Photo.objects.get(pk=made.pk)


def captioned() -> bytes:
    """A JPEG that brings its caption along."""
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "Ein Fest am Fluss"
    return picture((600, 400), exif=exif)


def edited(photo: Photo, **changes: Any) -> Photo:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    editing.edit(photo.pk, named, OPERATOR, may_approve=True)
    return Photo.objects.get(pk=photo.pk)


def rested(photo: Photo) -> Photo:
    """As if its time had come, and the develop worker had been."""
    Photo.objects.filter(pk=photo.pk).update(due_at=timezone.now())
    develop(photo.pk)
    return Photo.objects.get(pk=photo.pk)


@pytest.fixture
def put_keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that are written meanwhile."""
    keys: list[str] = []
    put: Callable[..., None] = Bucket.put

    def noted(bucket: Bucket, key: str, *args: Any) -> None:
        keys.append(key)
        put(bucket, key, *args)

    monkeypatch.setattr(Bucket, "put", noted)
    return keys


def test_without_a_caption_nothing_is_sealed(photo: Photo) -> None:
    assert photo.due_at is None
    assert rested(photo).due_at is None
    assert not PressFile.objects.exists()


def test_an_edit_is_left_to_rest_then_sealed_and_stays_private(photo: Photo) -> None:
    photo = edited(photo, captions__de="Ein Fest")
    assert photo.due_at
    assert photo.due_at > timezone.now()
    develop(photo.pk)
    assert not PressFile.objects.exists()
    photo = rested(photo)
    assert (photo.state, photo.due_at, PressFile.objects.count()) == (PhotoState.READY, None, PROFILES)
    assert not list(press().keys("photos/"))


def test_approval_and_publication_write_no_press_file_anew(photo: Photo, put_keys: list[str]) -> None:
    photo = rested(edited(photo, captions__de="Ein Fest"))
    assert len([key for key in put_keys if key.startswith("sealed/")]) == PROFILES
    put_keys.clear()
    decisions.approve([photo.pk], OPERATOR)
    assert Photo.objects.get().due_at is None, (
        "nothing is left to do, so nothing stands before the release in the queue"
    )
    releases.publish(photo.release, OPERATOR)
    publish(photo.release_id)
    assert Photo.objects.get().state == PhotoState.LIVE
    assert not [key for key in put_keys if key.startswith("sealed/")]


def test_what_was_edited_since_is_sealed_after_its_approval(photo: Photo) -> None:
    photo = edited(rested(edited(photo, captions__de="Ein Fest")), captions__de="Ein Fest am Fluss")
    decisions.approve([photo.pk], OPERATOR)
    approved = Photo.objects.get()
    assert approved.due_at is not None
    assert approved.due_at <= timezone.now()
    assert seal(photo.pk)
    assert current_press_files(Photo.objects.get())
    assert Photo.objects.get().due_at is None


def test_a_first_version_begun_twice_ends_with_every_public_file(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = rested(edited(photo, captions__de="Ein Fest"))
    decisions.approve([photo.pk], OPERATOR)
    releases.publish(photo.release, OPERATOR)
    with monkeypatch.context() as broken:
        broken.setattr("workers.publish.publish._write_version", fails)
        publish(photo.release_id)
    begun = set(press().keys("photos/"))
    assert len(begun) == PROFILES
    Release.objects.update(due_at=timezone.now())
    publish(photo.release_id)
    assert Photo.objects.get().state == PhotoState.LIVE
    assert set(press().keys("photos/")) == begun


def fails(*_words: object) -> None:
    raise StoreDown("the store went away")


def test_a_photo_with_texts_of_its_own_is_sealed_without_a_person(upload: Upload, release: Release) -> None:
    photo = upload(captioned(), release)
    develop(photo.pk)
    photo = Photo.objects.get()
    assert photo.due_at
    assert photo.due_at > timezone.now()
    assert rested(photo).due_at is None
    assert PressFile.objects.count() == PROFILES


def test_another_credit_is_drawn_at_once_and_sealed_when_it_has_rested(photo: Photo) -> None:
    photo = edited(photo, captions__de="Ein Fest", credit="©Stadt/Ełk")
    assert photo.due_at
    assert photo.due_at <= timezone.now()
    # A caption written meanwhile does not put the pixels off.
    assert (edited(photo, captions__en="A feast").due_at or timezone.now()) <= timezone.now()
    develop(photo.pk)
    photo = Photo.objects.get()
    assert photo.due_at
    assert photo.due_at > timezone.now()
    assert not PressFile.objects.exists()
    rested(photo)
    assert PressFile.objects.count() == PROFILES


def test_another_title_of_the_release_seals_ready_and_approved_photos_again(
    photo: Photo, upload: Upload, release: Release
) -> None:
    second = upload(picture((500, 400)), release, "IMG_2.JPG")
    develop(second.pk)
    for each in (photo, second):
        rested(edited(each, captions__de="Ein Fest"))
    decisions.approve([second.pk], OPERATOR)
    assert seal(second.pk)
    releases.edit_release(release, release_fields(titles={"de": "Ein anderes Fest"}), OPERATOR, may_publish=True)
    for each in Photo.objects.all():
        assert each.due_at
        assert each.due_at > timezone.now()
        assert not current_press_files(each)
    Photo.objects.update(due_at=timezone.now())
    develop(photo.pk)
    assert seal(second.pk)
    assert all(current_press_files(each) for each in Photo.objects.all())


def test_the_dateline_alone_makes_nothing_due(photo: Photo, release: Release) -> None:
    releases.edit_release(release, release_fields(dateline="Beispielstadt"), OPERATOR, may_publish=True)
    assert Photo.objects.get().due_at is None


def test_what_is_wanted_no_more_goes(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    rested(edited(photo, captions__de="Ein Fest"))
    old = set(archive().keys("sealed/"))
    photo = rested(edited(photo, captions__de="Das Fest"))
    assert PressFile.objects.count() == 2 * PROFILES
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", -listed_folders.MIN_ORPHAN_AGE)
    reconcile()
    left = set(archive().keys("sealed/"))
    assert len(left) == PROFILES
    assert not left & old
    assert current_press_files(Photo.objects.get())
    decisions.decline([photo.pk], OPERATOR)
    reconcile()
    assert not list(archive().keys("sealed/"))
    assert not PressFile.objects.exists()


def test_what_an_approved_photo_had_before_stays(photo: Photo) -> None:
    rested(edited(photo, captions__de="Ein Fest"))
    decisions.approve([photo.pk], OPERATOR)
    assert seal(photo.pk)
    edited(photo, captions__de="Das Fest")
    assert seal(photo.pk)
    reconcile()
    assert PressFile.objects.count() == 2 * PROFILES


def test_stray_uploads_are_never_sealed(upload: Upload) -> None:
    photo = upload(captioned(), releases.unsorted())
    develop(photo.pk)
    assert Photo.objects.get().due_at is None
    assert rested(photo).state == PhotoState.READY
    assert not PressFile.objects.exists()
