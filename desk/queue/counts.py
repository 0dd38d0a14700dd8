"""The photos of many releases counted: by drop and state, and those without a caption. No photo's row is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery

from archive.models import Photo, Release
from archive.states import DEVELOPED
from desk.components.progress import Progress


@dataclass
class PhotoCounts:
    """A release's photos, counted."""

    changed_at: dt.datetime | None = None
    """When one of them last changed."""
    by_batch: dict[int, Counter[str]] = field(default_factory=dict)
    without_caption: int = 0
    """How many have none in any language; below, how many have one, but none in this language."""
    without: Counter[str] = field(default_factory=Counter)

    @property
    def progress(self) -> Mapping[int, Progress]:
        """By the batch's id."""
        return {batch: Progress(counts) for batch, counts in self.by_batch.items()}

    def add(self, batch: int, state: str, captioned: str, n: int) -> None:
        """Count `n` photos more, with captions in the languages `captioned`."""
        self.by_batch.setdefault(batch, Counter())[state] += n
        if state not in DEVELOPED:
            return
        lacks = [code for code in settings.RELEASE_LANGUAGES if code not in captioned.split()]
        if len(lacks) == len(settings.RELEASE_LANGUAGES):
            self.without_caption += n
        else:
            self.without.update(dict.fromkeys(lacks, n))


def with_changes(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Have the query read along when a photo of each release last changed, for `count_photos`."""
    latest = Photo.objects.filter(release=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    return releases.annotate(photos_changed_at=Subquery(latest))


def count_photos(releases: Iterable[Release]) -> dict[int, PhotoCounts]:
    """The counts of these releases, which come from `with_changes`; one query, of an index alone."""
    found = {release.pk: PhotoCounts(getattr(release, "photos_changed_at", None)) for release in releases}
    photos = Photo.objects.filter(release__in=found).order_by()
    columns = ("release_id", "batch_id", "state", "captioned")
    for release, batch, state, captioned, n in photos.values_list(*columns).annotate(n=Count("*")):
        found[release].add(batch, state, captioned, n)
    return found
