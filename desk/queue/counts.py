"""The files of many releases counted: by drop and state, and photos without a caption. No file's row is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value

from archive.models import Attachment, Photo, Release
from archive.states import DEVELOPED
from desk.components.progress import Progress

_ATTACHED = "attachment"
"""Stands where a photo's languages do."""


@dataclass
class FileCounts:
    """A release's photos and attachments, counted."""

    changed_at: dt.datetime | None = None
    """When one of them last changed."""
    by_batch: dict[int, Counter[str]] = field(default_factory=dict)
    attachments: dict[int, Counter[str]] = field(default_factory=dict)
    """By batch and state, as `by_batch` has the photos."""
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
    """Have the query read along when a photo of each release last changed, for `count_files`."""
    latest = Photo.objects.filter(release=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    return releases.annotate(photos_changed_at=Subquery(latest))


def count_files(releases: Iterable[Release]) -> dict[int, FileCounts]:
    """The counts of these releases, which come from `with_changes`; one query, of indexes alone for the photos."""
    found = {release.pk: FileCounts(getattr(release, "photos_changed_at", None)) for release in releases}
    columns = ("release_id", "batch_id", "state")
    photos = Photo.objects.filter(release__in=found).order_by().values_list(*columns, "captioned")
    beside = Attachment.objects.filter(release__in=found).order_by().values_list(*columns, Value(_ATTACHED))
    counted = photos.annotate(n=Count("*")).union(beside.annotate(n=Count("*")), all=True)
    for release, batch, state, captioned, n in counted:
        if captioned == _ATTACHED:
            found[release].attachments.setdefault(batch, Counter())[state] += n
        else:
            found[release].add(batch, state, captioned, n)
    return found
