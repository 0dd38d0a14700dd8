"""The sweep finds what is in the upload bucket and was never told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import Photo
from archive.states import PhotoState
from archive.store.buckets import incoming
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from workers.upkeep.sweep import sweep_everything, sweep_open, sweep_prefix, top_prefixes


@pytest.mark.django_db
def test_the_sweep_finds_every_version_nobody_told_of(buckets: None) -> None:
    anna, fest = make_photographer("Anna"), make_release()
    for key in (f"{anna.slug}/{fest.slug}/deep/er/a.jpg", f"{anna.slug}/stray.jpg", "root.jpg", "x/y/z.jpg"):
        incoming().put(key, picture((60, 40)), "image/jpeg")
    incoming().put(f"{anna.slug}/{fest.slug}/deep/er/a.jpg", picture((60, 40)), "image/jpeg")
    assert sweep_open() == 5
    assert sweep_open() == sweep_everything() == 0
    assert fest.photos.count() == 2
    assert Photo.objects.filter(release__slug="_unsorted").count() == 3


@pytest.mark.django_db
def test_the_open_sweep_passes_over_what_is_long_public_and_the_whole_one_does_not(buckets: None) -> None:
    anna = make_photographer("Anna")
    old = make_release(state="live", goes_live_at=timezone.now() - timedelta(days=9))
    incoming().put(f"{anna.slug}/{old.slug}/late.jpg", picture((60, 40)), "image/jpeg")
    assert sweep_open() == 0
    assert sweep_everything() == 1
    assert old.photos.get().state == PhotoState.RECEIVED


@pytest.mark.django_db
def test_the_whole_bucket_is_swept_part_by_part(buckets: None) -> None:
    for key in ("root.jpg", "anna/a.jpg", "anna/fest/b.jpg", "ben/c.jpg", "ben/folder/"):
        incoming().put(key, b"x", "image/jpeg")
    assert {"anna/", "ben/"} <= set(top_prefixes()), "SeaweedFS also lists folders that are empty by now"
    assert Photo.objects.get().filename == "root.jpg", "what lies beside the parts is received at once"
    assert [sweep_prefix(prefix) for prefix in ("anna/", "ben/", "ben/")] == [2, 1, 0]
