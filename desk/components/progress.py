"""The progress of a drop or a release: its photos counted by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from archive.models import Batch, Photo, Release
from archive.states import UNDER_WAY, PhotoState

JOURNEY = (
    PhotoState.LIVE,
    PhotoState.APPROVED,
    PhotoState.READY,
    PhotoState.DEVELOPING,
    PhotoState.RECEIVED,
    PhotoState.DECLINED,
    PhotoState.REFUSED,
    PhotoState.WITHDRAWN,
)


@dataclass(frozen=True)
class Segment:
    """The photos of one state: a section of the bar (`x` and `width` in per cent) and an entry of the legend."""

    state: PhotoState
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Progress:
    """The number of photos in each state."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def running(self) -> bool:
        """Whether something will change by itself soon."""
        return any(self.counts.get(state) for state in UNDER_WAY)

    @property
    def segments(self) -> list[Segment]:
        """One per state that occurs, in the order of the journey."""
        found, x = [], 0.0
        for state in JOURNEY:
            if count := self.counts.get(state, 0):
                width = 100 * count / self.total
                found.append(Segment(state, count, round(x, 2), round(width, 2)))
                x += width
        return found

    def count(self, *states: str) -> int:
        """The number of photos in any of these states."""
        return sum(self.counts.get(state, 0) for state in states)


@dataclass(frozen=True)
class Arrival:
    """What is being developed: how many photos, how many are done, whose they are."""

    count: int
    done: int
    people: tuple[str, ...]


def arrival_of(drops: Iterable[tuple[Batch, Progress]]) -> Arrival:
    """The arrival of these drops, each with its progress; batches need their photographers loaded."""
    drops = list(drops)
    count = sum(progress.count(*UNDER_WAY) for _batch, progress in drops)
    total = sum(progress.total for _batch, progress in drops)
    people = dict.fromkeys(batch.photographer.name for batch, part in drops if part.running and batch.photographer)
    return Arrival(count, total - count, tuple(people))


def progress_by_batch(releases: Iterable[Release]) -> dict[int, Progress]:
    """The progress of every batch of these releases, by the batch's id, in one query."""
    rows = (
        Photo.objects.filter(release__in=releases).order_by().values_list("batch_id", "state").annotate(n=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for batch_id, state, n in rows:
        counts.setdefault(batch_id, {})[state] = n
    return {batch_id: Progress(found) for batch_id, found in counts.items()}


def count_by_batch(photos: Iterable[tuple[int, str]]) -> dict[int, Progress]:
    """The same of photos that were read already, each as its batch's id and its state."""
    counts: dict[int, Counter[str]] = {}
    for batch_id, state in photos:
        counts.setdefault(batch_id, Counter())[state] += 1
    return {batch_id: Progress(found) for batch_id, found in counts.items()}


def combine(parts: Iterable[Progress]) -> Progress:
    """Several drops' progress as one."""
    counts: dict[str, int] = {}
    for part in parts:
        for state, n in part.counts.items():
            counts[state] = counts.get(state, 0) + n
    return Progress(counts)
