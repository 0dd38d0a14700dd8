"""The queue: every release with the progress of its drops, grouped by what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.models import UNSORTED, Batch, Release
from archive.states import PhotoState, ReleaseState
from desk.components.changes import take_snapshot
from desk.components.progress import Progress, combine, progress_by_batch

PAGE_LENGTH = 60
GROUPS = ("needs", "scheduled", "live", "others")


@dataclass(frozen=True)
class Card:
    """A release on the queue with the progress of each drop."""

    release: Release
    drops: tuple[tuple[Batch, Progress], ...]

    @property
    def progress(self) -> Progress:
        return combine(progress for _batch, progress in self.drops)

    @property
    def group(self) -> str:
        """Where the card stands on the queue: `needs`, `scheduled`, `live` or `others`."""
        undecided = self.progress.count(PhotoState.READY, PhotoState.REFUSED)
        match self.release.state:
            case ReleaseState.WITHDRAWN:
                return "others"
            case ReleaseState.DRAFT:
                return "needs"
            case _:
                waits = self.release.parked or self.release.awaits_confirmation
                return "needs" if waits or undecided else str(self.release.state)

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything on the card that can change."""
        counts = [sorted(progress.counts.items()) for _batch, progress in self.drops]
        return self.release.pk, self.release.state, self.release.revision, self.release.awaits_confirmation, counts


def queue_context(page: int = 1) -> dict[str, Any]:
    """The queue's newest releases, or a further page of older ones."""
    start = (page - 1) * PAGE_LENGTH
    releases = list(Release.objects.exclude(slug=UNSORTED)[start : start + PAGE_LENGTH + 1])
    cards = _cards(releases[:PAGE_LENGTH])
    stray = _cards(Release.objects.filter(slug=UNSORTED))
    every = (*stray, *cards)
    groups = [(name, [card for card in cards if card.group == name]) for name in GROUPS]
    return {
        "stray": stray[0] if stray and stray[0].progress.total else None,
        "groups": [group for group in groups if group[1]],
        "older": page + 1 if len(releases) > PAGE_LENGTH else None,
        "newer": page - 1 if page > 1 else None,
        "snapshot": take_snapshot([card.facts for card in every], busy=any(card.progress.running for card in every)),
    }


def _cards(releases: Iterable[Release]) -> list[Card]:
    releases = list(releases)
    progress = progress_by_batch(releases)
    batches: dict[int, list[tuple[Batch, Progress]]] = {}
    for batch in Batch.objects.filter(release__in=releases).select_related("photographer"):
        if batch.pk in progress:
            batches.setdefault(batch.release_id, []).append((batch, progress[batch.pk]))
    return [Card(release, tuple(batches.get(release.pk, ()))) for release in releases]
