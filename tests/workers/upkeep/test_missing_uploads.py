"""A photo without an upload is told apart from an outage, closed by the sweep, and opened again by its upload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.audit import OPERATOR
from archive.models import Photo, Receipt
from archive.photos import decisions
from archive.problems import Problem
from archive.states import PhotoState
from archive.store.buckets import incoming
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, develop
from workers.intake.events import UploadEvent
from workers.intake.receive import receive
from workers.upkeep import missing_uploads
from workers.upkeep.sweep import sweep_everything, sweep_open


def ghost(key: str = "", version: str = "", etag: str = "abc", size: int = 1024) -> Photo:
    """The photo of an event without an object, after the first try to develop it."""
    key = key or f"{make_photographer().slug}/{make_release().slug}/raw plus.jpg"
    assert receive(UploadEvent(incoming().name, key, size, version, etag))
    photo = Photo.objects.get(receipts__key=key)
    develop(photo.pk)
    return again(photo)


def again(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


def closed() -> int:
    """By the sweep's part, after the grace."""
    Photo.objects.update(received_at=timezone.now() - missing_uploads.GRACE - timedelta(seconds=1))
    return sum(repairs.closed for _after, repairs in missing_uploads.close_missing(""))


def test_a_ghost_is_closed_after_a_while_with_a_reason_of_its_own(buckets: None, db: None) -> None:
    photo = ghost()
    assert (photo.state, photo.problem) == (PhotoState.RECEIVED, Problem.UPLOAD_MISSING)
    assert sweep_everything().closed == 0, "its event may have been early"
    Photo.objects.update(received_at=timezone.now() - missing_uploads.GRACE - timedelta(seconds=1))
    assert sweep_everything().closed == 1
    photo = again(photo)
    assert (photo.state, photo.problem, photo.due_at) == (PhotoState.REFUSED, Problem.UPLOAD_MISSING, None)
    assert Receipt.objects.get().missing_at
    assert closed() == 0


@pytest.mark.parametrize("key", ["x/../../etc/p", "a/b/c.jpg"])
def test_keys_that_the_store_refuses_are_closed_too(buckets: None, db: None, key: str) -> None:
    photo = ghost(key, version="v1")
    assert closed() == 1
    assert again(photo).problem == Problem.UPLOAD_MISSING


def test_a_version_that_was_deleted_before_it_was_developed_is_closed(upload: Upload) -> None:
    gone, there = upload(picture((60, 40))), upload(picture((60, 40)), name="IMG_2.JPG")
    receipt = gone.receipts.get()
    incoming().delete(receipt.key, receipt.version_id)
    develop(gone.pk)
    Photo.objects.filter(pk=there.pk).update(problem=Problem.STORE_DOWN)
    assert closed() == 1
    assert again(gone).state == PhotoState.REFUSED
    assert again(there).state == PhotoState.RECEIVED, "only what is missing is closed"


@pytest.mark.parametrize("declined", [False, True], ids=["refused", "declined"])
def test_an_upload_that_appears_after_all_is_received(buckets: None, db: None, declined: bool) -> None:
    """Under the very mark that the ghost had, as in a bucket without versions."""
    body = picture((60, 40))
    anna, fest = make_photographer("Anna"), make_release()
    key = f"{anna.slug}/{fest.slug}/late.jpg"
    incoming().put(key, body, "image/jpeg")
    stored = incoming().head(key)
    assert stored
    photo = ghost(f"{key}.other", stored.version, stored.etag, stored.size)
    assert closed() == 1
    if declined:
        assert decisions.decline([photo.pk], OPERATOR).done
    Receipt.objects.update(key=key)
    assert not receive(UploadEvent(incoming().name, key, stored.size, stored.version, stored.etag)), (
        "an event is no proof"
    )
    assert sweep_open() == 1
    assert sweep_open() == 0
    develop(photo.pk)
    assert again(photo).state == PhotoState.READY


def test_another_version_under_the_key_is_a_new_photo(buckets: None, db: None) -> None:
    photo = ghost(version="v0")
    key = photo.receipts.get().key
    assert closed() == 1
    incoming().put(key, picture((60, 40)), "image/jpeg")
    assert sweep_open() == 1
    assert (again(photo).state, photo.release.photos.count()) == (PhotoState.REFUSED, 2)


def test_a_ghost_can_be_cleared_away_before_and_after_it_is_closed(buckets: None, db: None) -> None:
    early, late = ghost(), ghost()
    assert decisions.decline([early.pk], OPERATOR).done
    assert closed() == 1
    assert decisions.decline([late.pk], OPERATOR).done
    for photo in map(again, (early, late)):
        assert (photo.state, photo.problem, photo.due_at) == (PhotoState.DECLINED, "", None)
    assert decisions.restore([late.pk], OPERATOR).done
    assert again(late).state == PhotoState.RECEIVED, "restored, it is tried again"
    assert decisions.withdraw_photos([early.pk], OPERATOR).done
