"""Uploads that may go: what became of them was read back from the archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.models import UNSORTED, Receipt
from archive.states import PhotoState
from archive.store.buckets import archive, incoming
from pipelines.keys import companion_key
from pipelines.upload_kinds import Kind, kind_of
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

_RECEIPTS_A_STEP = 100


def clear_uploads(after: str) -> Iterator[Step]:
    """Delete uploads whose original was verified long enough ago, and what lay beside photos as long; refused and
    unsorted ones stay. A companion was read back when it became one and must be there still; a ZIP file is unpacked.

    The object goes before the row says so: after a kill in between, the next pass deletes what is gone already.
    """
    old = timezone.now() - timedelta(days=settings.KEEP_UPLOADS_DAYS)
    verified = Q(photo__original__verified_at__lt=old) | Q(attachment__verified_at__lt=old)
    kept = Q(photo__state=PhotoState.REFUSED) | Q(photo__release__slug=UNSORTED) | Q(attachment__release__slug=UNSORTED)
    beside = Q(photo=None, attachment=None, seen_at__lt=old)
    done = Receipt.objects.filter(verified & ~kept | beside, cleared_at=None).select_related("companion").order_by("pk")
    while receipts := list(done.filter(pk__gt=int(after or 0))[:_RECEIPTS_A_STEP]):
        going = [one for one in receipts if _is_done_with(one)]
        for receipt in going:
            incoming().delete(receipt.key, receipt.version_id)
            Receipt.objects.filter(pk=receipt.pk).update(cleared_at=timezone.now())
        after = str(receipts[-1].pk)
        yield after, Repairs(cleared=len(going))


def _is_done_with(receipt: Receipt) -> bool:
    if companion := receipt.companion:
        return archive().head(companion_key(companion.sha256)) is not None
    became = receipt.photo_id or receipt.attachment_id or receipt.unpacked_at
    return bool(became) or kind_of(receipt.key, receipt.size) is Kind.CLUTTER
