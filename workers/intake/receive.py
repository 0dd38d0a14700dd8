"""Receive: make a Receipt and a Photo, or an Attachment, for an upload. Both events and the sweep call this.

What systems leave beside photos (clutter in `pipelines.upload_kinds`) has a Receipt and no Photo.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from archive.audit import Action
from archive.models import Attachment, Batch, Photo, Photographer, Receipt, Release
from archive.models.work import fresh_work
from archive.releases.lifecycle import unsorted
from archive.states import AttachmentState, PhotoState
from archive.workflow import announce, move_attachment, move_photo
from pipelines.attachments import media_type_of
from pipelines.keys import parse_upload_path, show_filename
from pipelines.upload_kinds import Kind, kind_of
from workers.intake.events import UploadEvent
from workers.metrics import EVENT_LAG, UPLOADS_IGNORED

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
    batch = _batch_for(event.key)
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
    announce(row)
    transaction.on_commit(partial(_note, event, row), robust=True)
    return True


def _appeared(receipt: Receipt) -> bool:
    """Whether this upload was missing; its photo is worked on again, unless it has its file from elsewhere."""
    if not Receipt.objects.filter(pk=receipt.pk, missing_at__isnull=False).update(missing_at=None):
        return False
    photo = receipt.photo
    if photo and not photo.original_id and photo.state in (PhotoState.REFUSED, PhotoState.DECLINED):
        move_photo(photo, PhotoState.RECEIVED, action=Action.RETRIED, **fresh_work())
    attachment = receipt.attachment
    if attachment and not attachment.sha256 and attachment.state == AttachmentState.REFUSED:
        move_attachment(attachment, AttachmentState.RECEIVED, action=Action.RETRIED, **fresh_work())
    return True


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
    batch, _made = Batch.objects.get_or_create(release=release or unsorted(), photographer=photographer)
    return batch
