"""Home: what waits for the press office. Photographers find their drops here instead."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from archive.models import UNSORTED, Batch, Release
from archive.states import PhotoState, ReleaseState
from desk.access import DeskRequest, in_press_office, signed_in
from desk.components.progress import Progress, progress_by_batch, together
from desk.uploads.views import drops

SHOWN = 60
GROUPS = ("needs", "scheduled", "live", "others")


@dataclass(frozen=True)
class Card:
    """A release on the queue with the progress of each drop."""

    release: Release
    drops: tuple[tuple[Batch, Progress], ...]

    @property
    def progress(self) -> Progress:
        return together(progress for _batch, progress in self.drops)

    @property
    def group(self) -> str:
        """Where it stands on the queue: `needs`, `scheduled`, `live` or `others`."""
        undecided = self.progress.count(PhotoState.READY, PhotoState.REFUSED)
        match self.release.state:
            case ReleaseState.WITHDRAWN:
                return "others"
            case ReleaseState.DRAFT:
                return "needs"
            case _:
                return "needs" if self.release.parked or undecided else str(self.release.state)


@signed_in
@require_GET
def home(request: DeskRequest) -> HttpResponseBase:
    """The queue or, for a photographer, their drops; 204 to a poll when nothing changed."""
    if not in_press_office(request.user):
        return drops(request)
    context = _queue(show_all="all" in request.GET)
    if request.GET.get("since") == context["token"]:
        return HttpResponse(status=204)
    return render(request, "queue_groups.html" if request.htmx else "queue.html", context)


def _queue(*, show_all: bool) -> dict[str, Any]:
    found = Release.objects.exclude(slug=UNSORTED)
    more = not show_all and found.count() > SHOWN
    cards = _cards(found if show_all else found[:SHOWN])
    stray = _cards(Release.objects.filter(slug=UNSORTED))
    groups = [(name, [card for card in cards if card.group == name]) for name in GROUPS]
    return {
        "stray": stray[0] if stray and stray[0].progress.total else None,
        "groups": [group for group in groups if group[1]],
        "more": more,
        "busy": any(card.progress.running for card in (*cards, *stray)),
        "token": _token((*stray, *cards)),
    }


def _cards(releases: Iterable[Release]) -> list[Card]:
    releases = list(releases)
    progress = progress_by_batch(releases)
    batches: dict[int, list[tuple[Batch, Progress]]] = {}
    for batch in Batch.objects.filter(release__in=releases).select_related("photographer"):
        if batch.pk in progress:
            batches.setdefault(batch.release_id, []).append((batch, progress[batch.pk]))
    return [Card(release, tuple(batches.get(release.pk, ()))) for release in releases]


def _token(cards: Iterable[Card]) -> str:
    marks = [
        (card.release.pk, card.release.state, card.release.revision, sorted(progress.counts.items()))
        for card in cards
        for _batch, progress in (*card.drops, (None, Progress({})))
    ]
    return hashlib.sha256(repr(marks).encode()).hexdigest()[:16]
