"""Take in attachments: fetch the upload once, let the chamber look whether it is what its name claims, keep its bytes.

Nothing is made of them: what readers get is what was uploaded, copied inside the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from archive.attachments.duplicates import join_attachment
from archive.errors import Overtaken
from archive.models import Attachment, Receipt
from archive.models.work import finished_work
from archive.problems import Problem
from archive.states import AttachmentState
from archive.store.buckets import PRIVATE, archive, incoming
from archive.store.errors import Missing
from archive.workflow import move_attachment
from pipelines.keys import attachment_source_key
from pipelines.refusal import Refusal
from workers import journal, leases
from workers.develop.beside import belongs_to_photo
from workers.develop.chamber import ChamberCrash
from workers.develop.develop import MAX_CRASHES, open_chamber
from workers.develop.uploaded import upload_of
from workers.failures import UploadMissing, recorded, refuse
from workers.metrics import CRASHES
from workers.scratch import scratch_folder

log = structlog.get_logger(__name__)

_CHUNK = 1 << 20


def take_in(attachment: Attachment) -> None:
    """Look at a leased attachment's upload and keep it, or refuse it. Failures end in the record."""
    try:
        with (
            recorded(attachment),
            journal.stage("attached", attachment=attachment.pk, release=attachment.release.slug),
            scratch_folder() as folder,
        ):
            _take_in(attachment, folder / "upload")
    except ChamberCrash as crash:
        _count_crash(attachment, crash)
    except Overtaken:
        log.info("overtaken", attachment=attachment.pk)


def _take_in(attachment: Attachment, path: Path) -> None:
    receipt = upload_of(attachment)
    sha256 = _fetch(receipt, path)
    if open_chamber().scan(path, attachment.media_type) and belongs_to_photo(attachment, receipt, path):
        return
    _keep(receipt, path, sha256, attachment.media_type)
    columns = {"sha256": sha256, "bytes": path.stat().st_size, **finished_work()}
    try:
        with transaction.atomic():
            move_attachment(attachment, AttachmentState.READY, audit=False, **columns)
    except IntegrityError:
        join_attachment(attachment, attachment.release, sha256)


def _fetch(receipt: Receipt, path: Path) -> str:
    """Stream the upload into `path`; its SHA-256. Raises UploadMissing, and Refusal for one that is too large."""
    if receipt.size > settings.MAX_ATTACHMENT_BYTES:
        raise Refusal("too_large", f"{receipt.size} bytes")
    try:
        return incoming().fetch(receipt.key, path, receipt.version_id)
    except Missing as error:
        raise UploadMissing(str(error)) from error


def _keep(receipt: Receipt, path: Path, sha256: str, media_type: str) -> None:
    """Copy the upload inside the store where its version is known; reconcile reads the copy back later."""
    key = attachment_source_key(sha256)
    if receipt.version_id:
        archive().copy(incoming(), receipt.key, key, media_type, PRIVATE, version=receipt.version_id)
    else:
        archive().put_stream(key, _chunks(path), media_type, PRIVATE)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _count_crash(attachment: Attachment, crash: ChamberCrash) -> None:
    CRASHES.inc()
    if attachment.crashes + 1 >= MAX_CRASHES:
        refuse(attachment, Problem.KEEPS_CRASHING, str(crash))
    else:
        leases.try_again(attachment, Problem.KEEPS_CRASHING, str(crash), crashes=attachment.crashes + 1)
