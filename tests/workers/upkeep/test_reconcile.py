"""Whatever is lost or left over in the store is found and put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from archive.audit import OPERATOR
from archive.models import HumanUrl, Original, Photo, PressFile, Receipt, Release, Rendition, UpkeepPass
from archive.photos.renditions import missing_renditions
from archive.releases import lifecycle as releases
from archive.store.buckets import Bucket, archive, incoming, press
from archive.store.errors import StoreDown
from pipelines.keys import original_key
from pipelines.recipes import recipe_digest
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, approved, develop, publish, seal
from workers.upkeep import listed_folders, stored_files
from workers.upkeep.reconcile import reconcile, run_slice
from workers.upkeep.repairs import Repairs
from workers.upkeep.sweep import sweep_everything
from workers.upkeep.tick import tick


@pytest.fixture
def photo(upload: Upload) -> Photo:
    return approved(upload(picture((600, 400))))


@pytest.fixture
def live(photo: Photo) -> Release:
    releases.publish(photo.release, OPERATOR)
    publish(photo.release.pk)
    return Release.objects.get(pk=photo.release.pk)


def test_what_agrees_is_left_alone(live: Release) -> None:
    before = {bucket.name: set(bucket.keys()) for bucket in (archive(), press(), incoming())}
    repairs = reconcile()
    assert (repairs.remade, repairs.restored, repairs.removed, repairs.cleared) == (0, 0, 0, 0)
    assert before == {bucket.name: set(bucket.keys()) for bucket in (archive(), press(), incoming())}


def test_another_typeface_alone_makes_nothing_due_and_removes_nothing_public(
    live: Release, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    before = {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}
    monkeypatch.setattr("pipelines.watermark.typeface.FONT_DIGEST", "f" * 64)
    recipe_digest.cache_clear()  # a process has one typeface
    request.addfinalizer(recipe_digest.cache_clear)
    assert missing_renditions(live.photos.get()), "an edit would make them"
    repairs = reconcile()
    tick()
    assert (repairs.remade, repairs.restored, repairs.removed) == (0, 0, 0)
    assert not Photo.objects.exclude(due_at=None).exists()
    assert before == {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}


def test_a_lost_rendition_is_made_again_with_the_same_bytes(photo: Photo) -> None:
    rendition = Rendition.objects.get(profile="800")
    archive().delete(rendition.key)
    assert reconcile().remade == 1
    develop(photo.pk)
    assert Rendition.objects.get(profile="800").sha256 == rendition.sha256
    assert archive().digest(rendition.key) == rendition.sha256


def test_a_lost_press_file_is_sealed_again_with_the_same_bytes(photo: Photo) -> None:
    file = PressFile.objects.get(profile="1600")
    archive().delete(file.key)
    assert reconcile().remade == 1
    assert seal(photo.pk)
    assert archive().digest(file.key) == file.sha256


def test_public_files_that_vanish_come_back(live: Release) -> None:
    everything = set(press().keys())
    for key in everything:
        press().delete(key)
    assert reconcile().restored == 1
    assert set(press().keys()) == everything


def test_a_lost_press_file_of_a_live_photo_is_copied_back(live: Release) -> None:
    file = PressFile.objects.get(profile="1600")
    archive().delete(file.key)
    assert reconcile().remade == 0
    assert archive().digest(file.key) == file.sha256


def test_leftovers_go_but_not_young_ones(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    leftovers = {
        archive(): ["renditions/a/b.jpg", "sealed/x/y.jpg", "originals/" + "0" * 64],
        press(): ["photos/x/y/z.jpg"],
    }
    for bucket, keys in leftovers.items():
        for key in keys:
            bucket.put(key, b"x", "image/jpeg")
    assert reconcile().removed == 0, "a task may be about to tell the record of them"
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", timedelta(0))
    press().put("logo.png", b"x", "image/png")
    assert reconcile().removed == 4
    assert press().head("logo.png"), "what is not ours is none of our business"


def test_uploads_go_only_after_their_original_was_read_back_right(photo: Photo, settings: Settings) -> None:
    settings.KEEP_UPLOADS_DAYS = 1
    assert reconcile().verified == 1
    assert reconcile().cleared == 0
    Original.objects.update(verified_at=timezone.now() - timedelta(days=2))
    assert reconcile().cleared == 1
    assert not list(incoming().versions())
    assert Receipt.objects.get().cleared_at
    assert sweep_everything().received == 0


def test_what_lay_beside_photos_goes_by_age_and_an_upload_whose_photo_is_gone_stays(
    settings: Settings, buckets: None, db: None
) -> None:
    for name in (".DS_Store", "IMG_0001.JPG"):
        incoming().put(f"anna/fest/{name}", b"x", "application/octet-stream")
    assert sweep_everything().received == 2
    Receipt.objects.update(photo=None)
    assert reconcile().cleared == 0
    Receipt.objects.update(seen_at=timezone.now() - timedelta(days=settings.KEEP_UPLOADS_DAYS + 1))
    assert reconcile().cleared == 1
    assert [found.key for found in incoming().versions()] == ["anna/fest/IMG_0001.JPG"]


def test_refused_uploads_stay(upload: Upload) -> None:
    photo = upload(b"no photo")
    develop(photo.pk)
    Original.objects.update(verified_at=timezone.now() - timedelta(days=99))
    assert reconcile().cleared == 0
    assert list(incoming().versions())


def in_slices() -> Repairs:
    """A whole pass, stopped after every step."""
    UpkeepPass.objects.all().delete()
    while run_slice(until=0):
        pass
    return Repairs.of(UpkeepPass.objects.get().repairs)


def test_slices_repair_what_a_whole_pass_does(live: Release) -> None:
    everything = {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}
    press().delete(HumanUrl.objects.get().path)
    press().delete(f"releases/{live.slug}/captions.csv")
    archive().delete(PressFile.objects.get(profile="1600").key)
    assert in_slices() == Repairs(restored=1, verified=1)
    assert everything == {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}


def test_one_lost_public_file_is_enough(live: Release) -> None:
    # One of each kind: in the same folder, with the same extension.
    kinds = {(key.split("/")[0], key.rpartition(".")[2]): key for key in sorted(press().keys())}
    assert len(kinds) > 8
    for key in kinds.values():
        press().delete(key)
        assert reconcile().restored == 1, key
        assert press().head(key)


@pytest.mark.parametrize("fault", ["document", "press files", "other document"])
def test_one_broken_release_is_named_and_the_pass_goes_on(live: Release, upload: Upload, fault: str) -> None:
    other = approved(upload(picture((500, 400)), None, "IMG_2.JPG"))
    releases.publish(other.release, OPERATOR)
    publish(other.release.pk)
    everything = set(press().keys())
    for key in press().keys("photos/"):
        press().delete(key)
    publication = live.publications.get()
    match fault:
        case "document":
            live.publications.update(document="{")
        case "press files":
            PressFile.objects.filter(photo__release=live).delete()
        case _:
            press().put(f"releases/{live.slug}/v/1.json", b"{}", "application/json")
    repairs = reconcile()
    assert (repairs.broken, repairs.restored) == ((live.slug,), 1)
    if fault != "other document":
        assert reconcile().broken == (live.slug,), "each pass tries again"
    if fault == "document":
        live.publications.update(document=publication.document)
        assert reconcile().restored == 1
        assert set(press().keys()) == everything


def test_after_a_restored_backup_the_first_pass_ends_and_the_second_makes_all_good(live: Release) -> None:
    """The record and the originals came back, nothing else."""
    everything = {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}
    for bucket in (archive(), press()):
        for key in list(bucket.keys()):
            if not key.startswith("originals/"):
                bucket.delete(key)
    first = reconcile()
    assert (first.remade, first.broken) == (2, (live.slug,))
    photo = live.photos.get()
    develop(photo.pk)
    assert seal(photo.pk)
    second = reconcile()
    assert (second.restored, second.broken) == (1, ())
    assert everything == {bucket.name: set(bucket.keys()) for bucket in (archive(), press())}


def test_a_store_that_fails_is_no_broken_release(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object) -> None:
        raise StoreDown("gone")

    press().delete(f"releases/{live.slug}/manifest.json")
    monkeypatch.setattr("workers.upkeep.public_files.restore", down)
    with monkeypatch.context() as gone:
        gone.setattr(Bucket, "head", down)
        with pytest.raises(StoreDown):
            reconcile()
    assert reconcile().broken == (live.slug,)


def test_a_lost_original_keeps_its_upload(photo: Photo, settings: Settings) -> None:
    settings.KEEP_UPLOADS_DAYS = 1
    original = Original.objects.get()
    Original.objects.update(verified_at=timezone.now() - timedelta(days=2))
    archive().delete(original_key(original.sha256))
    repairs = reconcile()
    assert (repairs.lost, repairs.cleared) == (1, 0)
    assert list(incoming().versions())
    assert Original.objects.get().verified_at is None


def test_what_the_record_learns_meanwhile_is_no_orphan(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old object whose row is written between the listing and its removal."""
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", timedelta(0))
    rendition = Rendition.objects.get(profile="800")
    Rendition.objects.filter(pk=rendition.pk).delete()

    def written(*asked: Any) -> set[str]:
        Rendition(**{field.attname: getattr(rendition, field.attname) for field in rendition._meta.fields}).save()
        return known(*asked)

    known = stored_files._known_renditions
    monkeypatch.setattr(stored_files, "_known_renditions", written)
    assert reconcile().removed == 0
    assert archive().head(rendition.key)
