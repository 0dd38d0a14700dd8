"""The files of attachments: what the archive and the public bucket hold of them, against the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import structlog
from django.db.models import Q

from archive.models import Attachment
from archive.states import AttachmentState, PublicationState, ReleaseState
from archive.store.buckets import archive, press
from pipelines.keys import attachment_source_key
from workers.upkeep.listed_folders import BY_DIGEST, BY_PHOTO, Batch, batches, is_old, is_there, remove_orphan
from workers.upkeep.passes import Step
from workers.upkeep.public_files import Mending
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)


def compare_stored_attachments(after: str) -> Iterator[Step]:
    """Note attachments whose bytes the store lost, so that their uploads stay; delete those that no row knows."""
    for batch in batches(archive(), "attachments/", after, BY_DIGEST):
        rows = Attachment.objects.exclude(sha256="").filter(**batch.rows("sha256"))
        known = {attachment_source_key(sha256): sha256 for sha256 in rows.values_list("sha256", flat=True)}
        listed = {stored.key for stored in batch.objects}
        lost = [key for key in known if key not in listed and not is_there(archive(), key)]
        for key in lost:
            log.error("attachment_lost", key=key)
        Attachment.objects.filter(sha256__in=[known[key] for key in lost]).update(verified_at=None, damaged_at=None)
        yield batch.last, Repairs(lost=len(lost), removed=_remove_unknown(batch, known))


def _remove_unknown(batch: Batch, known: Collection[str]) -> int:
    unknown = [stored.key for stored in batch.objects if stored.key not in known and is_old(stored)]
    digests = {batch.folder(key) for key in unknown}
    meanwhile = set(Attachment.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    return sum(remove_orphan(archive(), key) for key in unknown if batch.folder(key) not in meanwhile)


def compare_public_attachments(after: str) -> Iterator[Step]:
    """Delete the files of attachments that are not public; look closely at releases that lack one."""
    mending = Mending()
    for batch in batches(press(), "attachments/", after, BY_PHOTO):
        removed = _remove_private(batch)
        there = {batch.folder(stored.key) for stored in batch.objects}
        live = Attachment.objects.filter(
            state=AttachmentState.LIVE,
            release__state=ReleaseState.LIVE,
            release__due_at=None,
            **batch.rows("pk"),
        )
        lacking = {release for pk, release in live.values_list("pk", "release_id") if pk not in there}
        yield batch.last, mending.of(lacking) + Repairs(removed=removed)


def _remove_private(batch: Batch) -> int:
    public = _public(**batch.rows("pk"))
    unknown = [stored.key for stored in batch.objects if batch.folder(stored.key) not in public and is_old(stored)]
    meanwhile = _public(pk__in={batch.folder(key) for key in unknown})
    return sum(remove_orphan(press(), key) for key in unknown if batch.folder(key) not in meanwhile)


def _public(**which: object) -> set[str]:
    """The ids of attachments that are public or are being published at this moment."""
    public = Q(state=AttachmentState.LIVE)
    going = Q(state=AttachmentState.APPROVED, release__publications__state=PublicationState.MAKING)
    return set(Attachment.objects.filter(public | going, **which).values_list("pk", flat=True))
