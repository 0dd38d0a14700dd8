"""The words by which photos and releases are found. The database writes these rows itself: `0013_search.sql`."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from archive.models.photo import Photo
from archive.models.release import Release


class Words(models.Model):
    """All words, stems and spellings of one row, and the moment by which the newest come first.

    `shown_at` is the camera's local time, kept as if it were UTC: it is only compared.
    """

    words = SearchVectorField()
    shown_at = models.DateTimeField()

    class Meta:
        abstract = True


class PhotoWords(Words):
    """A photo's texts, its release's titles, and the names, places and days of both."""

    photo = models.OneToOneField(Photo, models.CASCADE, primary_key=True, related_name="words")

    class Meta:
        indexes = [GinIndex(fields=["words"], name="photo_words")]

    def __str__(self) -> str:
        return self.photo_id


class ReleaseWords(Words):
    """A release's titles and texts, its number, place and day."""

    release = models.OneToOneField(Release, models.CASCADE, primary_key=True, related_name="words")

    class Meta:
        indexes = [GinIndex(fields=["words"], name="release_words")]

    def __str__(self) -> str:
        return str(self.release_id)
