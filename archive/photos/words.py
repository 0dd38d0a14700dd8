"""The words of photos and releases that have none yet: from before there was a search. Triggers keep all others."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from archive.models import UNSORTED, Photo, Release


def photos_without_words(after: str, count: int) -> list[str]:
    """Ids in their order, beginning after that one."""
    photos = Photo.objects.filter(pk__gt=after, words=None).order_by("pk")
    return list(photos.values_list("pk", flat=True)[:count])


def releases_without_words() -> list[int]:
    """Ids of releases."""
    return list(Release.objects.exclude(slug=UNSORTED).filter(words=None).values_list("pk", flat=True))


def make_words(photo_ids: Sequence[str] = (), release_ids: Sequence[int] = ()) -> None:
    """Write their words, as the triggers do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bildstelle_index_photos(%s)", [list(photo_ids)])
        cursor.execute("SELECT bildstelle_index_releases(%s)", [list(release_ids)])
