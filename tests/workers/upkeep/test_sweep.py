"""The sweep finds what is in the upload bucket and was never told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import Photo, Receipt
from archive.states import PhotoState
from archive.store.buckets import incoming
from archive.store.client import s3
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from workers.upkeep import sweep
from workers.upkeep.sweep import sweep_everything, sweep_open


@pytest.mark.django_db
def test_the_sweep_finds_every_version_nobody_told_of(buckets: None) -> None:
    anna, fest = make_photographer("Anna"), make_release()
    for key in (f"{anna.slug}/{fest.slug}/deep/er/a.jpg", f"{anna.slug}/stray.jpg", "root.jpg", "x/y/z.jpg"):
        incoming().put(key, picture((60, 40)), "image/jpeg")
    incoming().put(f"{anna.slug}/{fest.slug}/deep/er/a.jpg", picture((60, 40)), "image/jpeg")
    assert sweep_open() == 5
    assert sweep_open() == sweep_everything().received == 0
    assert fest.photos.count() == 2
    assert Photo.objects.filter(release__slug="_unsorted").count() == 3


@pytest.mark.django_db
def test_the_open_sweep_passes_over_what_is_long_public_and_the_whole_one_does_not(buckets: None) -> None:
    anna = make_photographer("Anna")
    old = make_release(state="live", goes_live_at=timezone.now() - timedelta(days=9))
    incoming().put(f"{anna.slug}/{old.slug}/late.jpg", picture((60, 40)), "image/jpeg")
    assert sweep_open() == 0
    assert sweep_everything().received == 1
    assert old.photos.get().state == PhotoState.RECEIVED


@pytest.mark.django_db
def test_the_whole_bucket_is_swept_slice_by_slice(buckets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_CHUNK", 2)
    keys = ("anna/a.jpg", "anna/fest/b.jpg", "ben/c.jpg", "ben/c.jpg", "ben/c.jpg", "ben/d.jpg", "root.jpg")
    for key in (*keys, "ben/folder/"):
        incoming().put(key, key.encode(), "image/jpeg")
    slices = 1
    while sweep.run_slice(until=0):
        slices += 1
        assert slices < 20
    assert slices >= 4
    assert Receipt.objects.count() == len(keys)
    assert not sweep.run_slice(until=0), "the next pass is not due yet"
    incoming().put("late.jpg", b"x", "image/jpeg")
    sweep.begin_anew()
    while sweep.run_slice(until=0):
        pass
    assert Receipt.objects.filter(key="late.jpg").exists()


@pytest.mark.django_db
def test_uploads_in_parts_end_after_a_day_and_not_before(buckets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started = s3().create_multipart_upload(Bucket=incoming().name, Key="anna/fest/big.tif")["UploadId"]
    s3().upload_part(
        Bucket=incoming().name, Key="anna/fest/big.tif", UploadId=started, PartNumber=1, Body=b"x" * 5_300_000
    )
    assert sweep_everything().aborted == 0
    assert started in {upload.upload_id for upload in incoming().unfinished_uploads()}
    monkeypatch.setattr(sweep, "_UPLOAD_TIME", timedelta(0))
    assert sweep_everything().aborted >= 1
    assert not list(incoming().unfinished_uploads())
    assert sweep_everything().aborted == 0
