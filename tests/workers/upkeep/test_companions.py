"""Upkeep of what lies beside photos: what missed its photo, memos that go, objects and rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from archive.models import Companion, Photo, Publication, Receipt
from archive.states import PhotoState, PublicationState
from archive.store.buckets import archive, incoming
from pipelines.keys import companion_key
from tests.factories import make_photo, make_receipt
from tests.workers.stages import Upload, develop
from workers.upkeep import companions, listed_folders, stored_files, uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]
MEMO = b"RIFF\x04\0\0\0WAVE"


def with_memo(upload: Upload) -> Photo:
    """A ready photo with a memo beside it, whose bytes are in the store."""
    photo = make_photo()
    make_receipt(photo, f"{photo.batch.photographer.slug}/x/IMG_1.JPG")  # type: ignore[union-attr]
    memo = upload(MEMO, name="IMG_1.wav")
    Receipt.objects.filter(photo=photo).update(key=memo.receipts.get().key.replace("wav", "JPG"))
    Photo.objects.filter(pk=memo.pk).update(batch=photo.batch, release=photo.release)
    develop(memo.pk)
    return photo


def test_what_missed_its_photo_by_a_moment_finds_it(upload: Upload) -> None:
    photo = make_photo(due_at=None)
    memo = upload(MEMO, name="IMG_1.wav")
    refused = {"state": "refused", "problem": "waits_for_photo", "due_at": None}
    Photo.objects.filter(pk=memo.pk).update(release=photo.release, batch=photo.batch, **refused)
    list(companions.rejoin(""))
    memo.refresh_from_db()
    assert memo.state == PhotoState.REFUSED
    make_receipt(photo, memo.receipts.get().key.replace("wav", "JPG"))
    sidecar = Companion.objects.create(photo=photo, kind="sidecar", filename="a.xmp", sha256="a" * 64, bytes=1)
    list(companions.rejoin(""))
    memo.refresh_from_db()
    photo.refresh_from_db()
    assert memo.state == PhotoState.RECEIVED
    assert photo.due_at, f"nobody has read {sidecar}"


@pytest.mark.parametrize(("days", "goes"), [(None, False), (3, False), (2, True)])
def test_a_memo_goes_some_days_after_publication(
    upload: Upload, settings: Settings, days: int | None, goes: bool
) -> None:
    settings.KEEP_MEMOS_DAYS = days
    photo = with_memo(upload)
    when = {"live_at": timezone.now() - timedelta(days=2, hours=1), "state": PublicationState.LIVE}
    Publication.objects.create(release=photo.release, n=1, document="", sha256="", **when)
    list(companions.remove_memos(""))
    memo = photo.companions.get()
    assert not memo.removed_at, "this photo is not public"
    Photo.objects.filter(pk=photo.pk).update(state=PhotoState.LIVE)
    list(companions.remove_memos(""))
    memo.refresh_from_db()
    assert bool(memo.removed_at) is goes
    assert (archive().head(companion_key(memo.sha256)) is None) is goes
    assert bool(list(incoming().versions())) is not goes
    assert not any(repairs.lost for _after, repairs in stored_files.compare_companions(""))


def test_objects_are_rows_and_uploads_go_in_time(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = with_memo(upload)
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", timedelta(0))
    archive().put(companion_key("b" * 64), b"nobody's", "audio/wav")
    assert [repairs.removed for _after, repairs in stored_files.compare_companions("")] == [1]
    assert [repairs.cleared for _after, repairs in uploads.clear_uploads("")] == []
    Receipt.objects.update(seen_at=timezone.now() - timedelta(days=99))
    key = companion_key(photo.companions.get().sha256)
    archive().delete(key)
    assert sum(repairs.cleared for _after, repairs in uploads.clear_uploads("")) == 0, "the only copy stays"
    archive().put(key, MEMO, "audio/wav")
    assert sum(repairs.cleared for _after, repairs in uploads.clear_uploads("")) == 1
    assert not list(incoming().versions())
    archive().delete(key)
    assert [repairs.lost for _after, repairs in stored_files.compare_companions("")] == [1]
