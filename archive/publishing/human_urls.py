"""Human URLs: download addresses a person can read, allocated once and never moved or reused."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from archive.models import HumanUrl, Photo
from archive.photos.fields import public_name_of
from pipelines.metadata.dates import as_day
from pipelines.names import human_path, precision_of, with_suffix


def allocate_paths(photos: Sequence[Photo]) -> dict[str, str]:
    """Each photo's path in the press bucket by its id, allocated once; on a clash (compared without case) numbered.

    All that are free are taken with one query; what clashed, with others or among themselves, is numbered one by one.
    """
    standing = _standing_urls(photos)
    first = {photo.pk: _first_path(photo) for photo in photos if photo.pk not in standing}
    HumanUrl.objects.bulk_create(
        (HumanUrl(photo_id=pk, path=path, folded=path.lower()) for pk, path in first.items()), ignore_conflicts=True
    )
    standing = _standing_urls(photos)
    return standing | {pk: _numbered_url(pk, path) for pk, path in first.items() if pk not in standing}


def expected_paths(photos: Sequence[Photo]) -> dict[str, str]:
    """Each photo's path as it stands, or as it will be unless it clashes; nothing is allocated."""
    standing = _standing_urls(photos)
    return {photo.pk: standing.get(photo.pk) or _first_path(photo) for photo in photos}


def _standing_urls(photos: Sequence[Photo]) -> dict[str, str]:
    return dict(HumanUrl.objects.filter(photo__in=photos).values_list("photo_id", "path"))


def _first_path(photo: Photo) -> str:
    return human_path(settings.DOWNLOAD_PATH, _day(photo), public_name_of(photo))


def _numbered_url(photo_id: str, first: str) -> str:
    for count in itertools.count(2):
        path = with_suffix(first, count)
        if HumanUrl.objects.filter(folded=path.lower()).exists():
            continue
        try:
            with transaction.atomic():
                HumanUrl.objects.create(photo_id=photo_id, path=path, folded=path.lower())
        except IntegrityError:
            continue
        break
    return path


def _day(photo: Photo) -> date:
    """The day the photo was taken, as far as the path asks for it; the release's where less is known."""
    taken = photo.original.taken if photo.original else ""
    return as_day(taken, precision_of(settings.DOWNLOAD_PATH)) or photo.release.date
