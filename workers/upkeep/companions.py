"""What lies beside photos, looked at again: two that missed each other by a moment meet here."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone

from archive.errors import Overtaken
from archive.models import Companion, Photo
from archive.models.work import fresh_work
from archive.photos.companions import WAITING, find_host, memos_to_remove, remove_bytes
from archive.states import PhotoState
from archive.workflow import move_photo, update_row
from pipelines.upload_kinds import Kind
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

_PHOTOS_A_STEP = 100


def rejoin(after: str) -> Iterator[Step]:
    """Make due what was refused for want of a photo that is there now, and ready photos with XMP files nobody read."""
    unread = Exists(Companion.objects.filter(photo=OuterRef("pk"), kind=Kind.SIDECAR, read_at=None))
    waiting = Photo.objects.filter(state=PhotoState.REFUSED, original=None, problem__in=WAITING)
    behind = Photo.objects.filter(unread, state=PhotoState.READY, due_at=None)
    rows = (waiting | behind).order_by("pk")
    while photos := list(rows.filter(pk__gt=after)[:_PHOTOS_A_STEP]):
        for photo in photos:
            _look_again(photo)
        after = photos[-1].pk
        yield after, Repairs()


def remove_memos(after: str) -> Iterator[Step]:
    """Delete the memos of photos that were published long enough ago."""
    old = memos_to_remove(timezone.now()).order_by("pk")
    while memos := list(old.filter(pk__gt=int(after or 0))[:_PHOTOS_A_STEP]):
        for memo in memos:
            remove_bytes(memo)
        after = str(memos[-1].pk)
        yield after, Repairs(cleared=len(memos))


def _look_again(photo: Photo) -> None:
    if photo.state == PhotoState.READY:
        update_row(photo, **fresh_work())
        return
    receipts = list(photo.receipts.all())
    if any(find_host(photo, receipt.key) for receipt in receipts):
        try:
            move_photo(photo, PhotoState.RECEIVED, audit=False, **fresh_work())
        except Overtaken:
            return
