"""Urgency: in which order the due rows of a queue are worked on. This is the only place that says so.

1. The work that somebody waits for, before work ahead of need.
2. A release that is about to be published or is waiting for its files.
3. The release with the least left to do, so that a large drop keeps no small one waiting. Every fourth turn goes to
   whoever has waited longest instead, so that a stream of small drops does not keep a large one waiting either.

Attachments come when no photo is due, and first in every fourth turn. Releases, which only the press queue has, come
before photos: what must be taken off first, then the others by turns. Every fourth turn begins with a photo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from itertools import chain
from typing import Any

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Value, When
from django.utils import timezone

from archive.models import Attachment, Delivery, Photo, Release
from archive.models.work import is_free
from archive.states import GOING, PhotoState, ReleaseState
from archive.workflow import Row


class Queue(StrEnum):
    """The queues whose messages say only that there is work."""

    DEVELOP = "develop"
    PRESS = "press"
    UPKEEP = "upkeep"


Due = QuerySet[Photo] | QuerySet[Attachment] | QuerySet[Release]
_FAIR_TURN = 4
_SOON = timedelta(hours=1)
_NEXT_STEP = {
    Queue.DEVELOP: Q(state__in=(PhotoState.RECEIVED, PhotoState.READY)) | Q(state__in=GOING, pixels_due=True),
    Queue.PRESS: Q(state__in=GOING, pixels_due=False),
    Queue.UPKEEP: Q(pk__in=()),  # it has deliveries alone
}
_AHEAD = Q(state=PhotoState.READY, pixels_due=False)
"""Nobody waits for it: a ready photo is sealed before its approval, or looked at again."""


def queue_of(row: Row) -> Queue:
    """The queue whose worker does the row's next step."""
    if isinstance(row, Delivery):
        return Queue.UPKEEP
    if isinstance(row, Attachment):
        return Queue.DEVELOP
    if isinstance(row, Release) or (row.state in GOING and not row.pixels_due):
        return Queue.PRESS
    return Queue.DEVELOP


def due_photos(queue: Queue) -> QuerySet[Photo]:
    """The photos with a next step in this queue that nobody works on, in no order."""
    return Photo.objects.filter(is_free(), _NEXT_STEP[queue]).order_by()


def due_releases() -> QuerySet[Release]:
    """The releases with a next step that nobody works on, the most urgent first."""
    withdrawn_first = Case(When(state=ReleaseState.WITHDRAWN, then=0), default=1)
    return Release.objects.filter(is_free()).order_by(withdrawn_first, "due_at", "pk")


def due_attachments() -> QuerySet[Attachment]:
    """The attachments that are to be taken in and that nobody works on, the longest due first."""
    return Attachment.objects.filter(is_free()).order_by("due_at", "pk")


def due_deliveries() -> QuerySet[Delivery]:
    """What is to be told to somebody and nobody is sending, the longest due first."""
    return Delivery.objects.filter(is_free()).order_by("due_at", "pk")


def work_in(queue: Queue) -> int:
    """How many rows of a queue are due and free."""
    return sum(rows.count() for rows in _due_rows(queue))


def work_by_queue(at_most: int) -> Counter[Queue]:
    """The queues with due and free rows, with how many, of each kind counted no further than `at_most`; one query."""
    first, *others = [
        rows.order_by().values_list(Value(queue))[:at_most] for queue in Queue for rows in _due_rows(queue)
    ]
    return Counter(Queue(queue) for (queue,) in first.union(*others, all=True))


def _due_rows(queue: Queue) -> tuple[QuerySet[Any], ...]:
    if queue is Queue.UPKEEP:
        return (due_deliveries(),)
    return (due_releases() if queue is Queue.PRESS else due_attachments()), due_photos(queue)


def by_urgency(queue: Queue, turn: int) -> Iterator[Due]:
    """The due rows of a queue as a worker should try them in its turn number `turn`: query by query, each in order."""
    is_fair_turn = turn % _FAIR_TURN == _FAIR_TURN - 1
    photos = _photos_by_urgency(queue, longest_waiting_first=is_fair_turn)
    if queue is not Queue.PRESS:
        attachments: Iterator[Due] = iter((due_attachments(),))
        return chain(attachments, photos) if is_fair_turn else chain(photos, attachments)
    releases: Iterator[Due] = iter((due_releases(),))
    return chain(photos, releases) if is_fair_turn else chain(releases, photos)


def _photos_by_urgency(queue: Queue, *, longest_waiting_first: bool) -> Iterator[QuerySet[Photo]]:
    order = ("since",) if longest_waiting_first else ("-pressing", "left", "since")
    groups = (
        due_photos(queue)
        .values("release_id", ahead=Case(When(_AHEAD, then=True), default=False))
        .annotate(pressing=_pressing(), left=Count("pk"), since=Min("due_at"))
        .order_by("ahead", *order)
    )
    for group in groups:
        is_ahead = _AHEAD if group["ahead"] else ~_AHEAD
        yield due_photos(queue).filter(is_ahead, release=group["release_id"]).order_by("due_at", "pk")


def _pressing() -> Case:
    """Whether a publication waits for the release's photos, or will within the hour."""
    soon = Q(
        release__goes_live_at__lte=timezone.now() + _SOON,
        release__state__in=(ReleaseState.DRAFT, ReleaseState.SCHEDULED),
    )
    return Case(
        When(soon | Q(release__due_at__isnull=False), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
