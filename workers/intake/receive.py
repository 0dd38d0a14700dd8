"""Receive: make a Receipt and a Photo, or an Attachment, for an upload. Both events and the sweep call this.

An upload that repeats an earlier one has a Receipt alone, and shares what that became.
What systems leave beside photos (clutter in `pipelines.upload_kinds`) has a Receipt and no Photo.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from archive.audit import Action
from archive.drops.posted import BEYOND, why_beyond
from archive.models import Attachment, Batch, Photo, Photographer, Receipt, Release
from archive.models.work import finished_work, fresh_work
from archive.releases.lifecycle import unsorted
from archive.states import AttachmentState, PhotoState
from archive.workflow import announce, move_attachment, move_photo
from pipelines.attachments import media_type_of
from pipelines.keys import parse_upload_path, show_filename
from pipelines.upload_kinds import Kind, kind_of
from workers.intake import repeats
from workers.intake.events import UploadEvent
from workers.metrics import EVENT_LAG, FAILURES, UPLOADS_IGNORED

log = structlog.get_logger(__name__)


@transaction.atomic
def receive(event: UploadEvent) -> bool:
    """Record one object version; True when it was new. Repeated and late events change nothing.

    An upload that was missed and that the sweep sees after all counts as new.
    """
    receipt, new = Receipt.objects.get_or_create(
        bucket=event.bucket,
        key=event.key,
        version=version_mark(event),
        defaults={"size": event.size, "etag": event.etag},
    )
    if not new:
        return event.told_by == "sweep" and _appeared(receipt)
    if kind_of(event.key, event.size) is Kind.CLUTTER:
        UPLOADS_IGNORED.inc()
        log.info("upload_ignored", key=event.key)
        return True
    repeats.lock_key(receipt)
    batch = _batch_for(event.key)
    if not repeats.has_others(receipt):
        _begin(event, receipt, batch)
        return True
    earlier = repeats.find_earlier(receipt, batch)
    row = earlier and repeats.row_of(earlier)
    beyond = why_beyond(receipt, batch) if earlier is None or (row and row.problem in BEYOND) else ""
    if earlier is None:
        _begin(event, receipt, batch, beyond)
        return True
    repeats.join(receipt, earlier)
    log.info("received_again", key=event.key, earlier=earlier.version)
    if row and row.problem in BEYOND and not beyond:
        _look_again(receipt)  # it was let in meanwhile
    return True


def _begin(event: UploadEvent, receipt: Receipt, batch: Batch, beyond: str = "") -> None:
    """Make the row of a new file; one that is `beyond` what is taken is refused unread."""
    # Of a name that is too long, the end says what kind of file it is.
    columns = {"release": batch.release, "batch": batch, "filename": show_filename(event.key)[-1024:], **fresh_work()}
    row: Photo | Attachment
    if kind_of(event.key, event.size) is Kind.ATTACHMENT:
        row = Attachment.objects.create(media_type=media_type_of(event.key), **columns)
        Receipt.objects.filter(pk=receipt.pk).update(attachment=row)
    else:
        row = Photo.objects.create(**columns)
        Receipt.objects.filter(pk=receipt.pk).update(photo=row)
    Batch.objects.filter(pk=batch.pk).stir()
    if beyond:
        _refuse(row, beyond)
    else:
        announce(row)
    transaction.on_commit(partial(_note, event, row), robust=True)


def _refuse(row: Photo | Attachment, problem: str) -> None:
    log.info("refused", **{type(row).__name__.lower(): row.pk}, reason=problem)
    FAILURES.labels(problem, "refused").inc()
    columns = finished_work() | {"problem": problem}
    if isinstance(row, Attachment):
        move_attachment(row, AttachmentState.REFUSED, **columns)
    else:
        move_photo(row, PhotoState.REFUSED, **columns)


def _appeared(receipt: Receipt) -> bool:
    """Whether this upload was missing; its photo is worked on again, unless it has its file from elsewhere."""
    if not Receipt.objects.filter(pk=receipt.pk, missing_at__isnull=False).update(missing_at=None):
        return False
    _look_again(receipt)
    return True


def _look_again(receipt: Receipt) -> None:
    """Make a file due once more that was not taken in, unless somebody has decided otherwise."""
    photo = receipt.photo
    if photo and not photo.original_id and photo.state in (PhotoState.REFUSED, PhotoState.DECLINED):
        move_photo(photo, PhotoState.RECEIVED, action=Action.RETRIED, **fresh_work())
    attachment = receipt.attachment
    if attachment and not attachment.sha256 and attachment.state == AttachmentState.REFUSED:
        move_attachment(attachment, AttachmentState.RECEIVED, action=Action.RETRIED, **fresh_work())


def _note(event: UploadEvent, row: Photo | Attachment) -> None:
    lag = max((timezone.now() - event.uploaded_at).total_seconds(), 0.0) if event.uploaded_at else None
    if lag is not None:
        EVENT_LAG.labels(event.told_by).observe(lag)
    log.info(
        "received",
        seconds=lag and round(lag, 3),
        **{type(row).__name__.lower(): row.pk},
        release=row.release.slug,
        bytes=event.size,
        told_by=event.told_by,
    )


def version_mark(event: UploadEvent) -> str:
    """What distinguishes two uploads under one key: the version id, else ETag and size."""
    return event.version or f"etag:{event.etag}:{event.size}"


def _batch_for(key: str) -> Batch:
    """The batch this key belongs to. Unknown photographers and releases lead to the unsorted release."""
    claim = parse_upload_path(key)
    photographer = Photographer.objects.filter(slug=claim.photographer).first() if claim else None
    release = Release.objects.filter(slug=claim.release).first() if claim and photographer else None
    release = release or unsorted()
    batch, _made = Batch.objects.get_or_create(release=release, photographer=photographer)
    batch.release = release  # or it is read once more
    return batch
