"""Rows from before the search get the same words as the triggers write."""

from __future__ import annotations

import pytest

from archive.models import PhotoWords, ReleaseWords
from archive.photos.words import make_words, photos_without_words, releases_without_words
from archive.releases.lifecycle import unsorted
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def test_missing_words_are_made_as_the_triggers_make_them() -> None:
    photos = sorted([make_photo(), make_photo()], key=lambda photo: photo.pk)
    unsorted()
    ids, releases = [photo.pk for photo in photos], [photo.release_id for photo in photos]
    before = [list(model.objects.order_by("pk").values()) for model in (PhotoWords, ReleaseWords)]
    PhotoWords.objects.all().delete()
    ReleaseWords.objects.all().delete()
    assert photos_without_words("", 1) == ids[:1]
    assert photos_without_words(ids[0], 9) == ids[1:]
    assert sorted(releases_without_words()) == sorted(releases)
    make_words(ids, releases)
    assert before == [list(model.objects.order_by("pk").values()) for model in (PhotoWords, ReleaseWords)]
    assert (photos_without_words("", 9), releases_without_words()) == ([], [])
