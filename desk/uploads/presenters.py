"""A photographer's drops, and every file of one drop."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from archive.audit import Action
from archive.models import Batch, Decision, Photo, Release
from archive.states import ReleaseState
from desk.components.changes import take_snapshot
from desk.components.progress import Progress, progress_by_batch
from desk.contact_sheet.tiles import make_tiles


def own_batches(user: User) -> QuerySet[Batch]:
    """The batches of the photographer who has this account; `is_told` says whether they may read the release's title.

    Anybody with a key can upload into a folder whose name they guess. So a batch shows that name only, until the
    release is public or one of the batch's photos was approved for it. A batch of photos that the press office took
    over is not there before: its photographer never heard of that name.
    """
    photos = Photo.objects.filter(batch=OuterRef("pk")).order_by()
    is_told = Q(release__state=ReleaseState.LIVE) | Exists(photos.going())
    own = Batch.objects.filter(photographer__account=user).select_related("release", "photographer")
    told = own.annotate(is_told=ExpressionWrapper(is_told, output_field=BooleanField()))
    return told.filter(Q(is_told=True) | ~Exists(photos) | Exists(photos.exclude(taken_over())))


def taken_over() -> Exists:
    """Whether a photo came from another release, by the press office's hand."""
    return Exists(Decision.objects.filter(photo=OuterRef("pk"), action=Action.TAKEN_OVER).order_by())


def drops_context(user: User) -> dict[str, Any]:
    """Every drop of a photographer with its progress, newest first."""
    batches = list(own_batches(user).order_by("-created_at"))
    progress = progress_by_batch(Release.objects.filter(batches__in=batches))
    drops = [(batch, progress.get(batch.pk, Progress({}))) for batch in batches]
    facts = [(batch.pk, sorted(found.counts.items())) for batch, found in drops]
    return {"drops": drops, "snapshot": take_snapshot(facts, busy=any(found.running for _batch, found in drops))}


def drop_context(batch: Batch) -> dict[str, Any]:
    """One drop: the state of every file, with the reason where one was refused."""
    photos = list(batch.photos.select_related("original", "batch__photographer"))
    progress = progress_by_batch([batch.release]).get(batch.pk, Progress({}))
    facts = [(photo.pk, photo.changed_at) for photo in photos]
    return {
        "batch": batch,
        "progress": progress,
        "tiles": make_tiles(photos),
        "snapshot": take_snapshot(facts, busy=progress.running),
    }
