"""Uploads that were told of and are not there: deleted before they were developed, or never stored under that key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from archive.errors import Overtaken
from archive.models import Attachment, Photo, Receipt
from archive.models.work import finished_work
from archive.problems import Problem
from archive.states import AttachmentState, PhotoState
from archive.store.buckets import incoming
from archive.store.errors import BadRequest
from archive.workflow import move_attachment, move_photo
from workers.metrics import FAILURES
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

GRACE = timedelta(minutes=5)
"""An event may be earlier than its object is to be seen."""
_PHOTOS_A_STEP = 100


def close_missing(after: str) -> Iterator[Step]:
    """Refuse photos and attachments that cannot be taken in because the store has no upload of theirs.

    Should one appear after all, receiving it opens them again.
    """
    stuck = Photo.objects.filter(state=PhotoState.RECEIVED, original=None, received_at__lt=timezone.now() - GRACE)
    stuck = stuck.exclude(problem="").order_by("pk")
    while photos := list(stuck.filter(pk__gt=after)[:_PHOTOS_A_STEP]):
        after = photos[-1].pk
        yield after, Repairs(closed=sum(map(_closed, photos)))
    attachments = Attachment.objects.filter(state=AttachmentState.RECEIVED, received_at__lt=timezone.now() - GRACE)
    yield "", Repairs(closed=sum(map(_closed, attachments.exclude(problem=""))))


def _closed(row: Photo | Attachment) -> bool:
    receipts = list(row.receipts.all())
    if any(_is_there(receipt) for receipt in receipts):
        return False
    keys = ", ".join(receipt.key for receipt in receipts)
    refused = finished_work() | {"problem": Problem.UPLOAD_MISSING, "problem_detail": keys[:2000]}
    try:
        with transaction.atomic():
            if isinstance(row, Attachment):
                move_attachment(row, AttachmentState.REFUSED, **refused)
            else:
                move_photo(row, PhotoState.REFUSED, **refused)
            row.receipts.update(missing_at=timezone.now())
    except Overtaken:
        return False
    FAILURES.labels(Problem.UPLOAD_MISSING, "refused").inc()
    log.info("refused", **{type(row).__name__.lower(): row.pk}, reason=Problem.UPLOAD_MISSING, detail=keys)
    return True


def _is_there(receipt: Receipt) -> bool:
    try:
        return incoming().head(receipt.key, receipt.version_id) is not None
    except BadRequest:  # a key that no object of this store can have
        return False
