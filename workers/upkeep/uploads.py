"""Uploads that may go: what became of them was read back from the archive, or the same bytes came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.drops.posted import BEYOND
from archive.models import UNSORTED, Receipt
from archive.states import PhotoState
from archive.store.buckets import archive, incoming
from pipelines.keys import companion_key
from pipelines.upload_kinds import Kind, kind_of
from workers.intake.repeats import same_bytes
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

_RECEIPTS_A_STEP = 100


def clear_uploads(after: str) -> Iterator[Step]:
    """Delete uploads whose original was verified long enough ago, and what lay beside photos as long; refused and
    unsorted ones stay, but for those that were beyond what is taken. A companion was read back when it became one and
    must be there still; a ZIP file is unpacked.

    The object goes before the row says so: after a kill in between, the next pass deletes what is gone already.
    """
    old = timezone.now() - timedelta(days=settings.KEEP_UPLOADS_DAYS)
    verified = Q(photo__original__verified_at__lt=old) | Q(attachment__verified_at__lt=old)
    kept = Q(photo__state=PhotoState.REFUSED) | Q(photo__release__slug=UNSORTED) | Q(attachment__release__slug=UNSORTED)
    beside = Q(photo=None, attachment=None, seen_at__lt=old)
    unread = Q(seen_at__lt=old) & (_left_unread("photo") | _left_unread("attachment"))
    going = verified & ~kept | beside | unread
    done = Receipt.objects.filter(going, cleared_at=None).select_related("companion").order_by("pk")
    while receipts := list(done.filter(pk__gt=int(after or 0))[:_RECEIPTS_A_STEP]):
        cleared = _clear(filter(_is_done_with, receipts))
        after = str(receipts[-1].pk)
        yield after, Repairs(cleared=cleared)


def clear_repeats(after: str) -> Iterator[Step]:
    """Delete uploads whose bytes the store has under the same key already, however young they are.

    Only a later one ever goes for an earlier one, which the store is asked for first: so one stays, whatever two do at
    once and wherever they are killed.
    """
    joined = Receipt.objects.filter(joined=True, cleared_at=None, missing_at=None).order_by("pk")
    while receipts := list(joined.filter(pk__gt=int(after or 0))[:_RECEIPTS_A_STEP]):
        cleared = _clear(filter(_is_spare, receipts))
        after = str(receipts[-1].pk)
        yield after, Repairs(cleared=cleared)


def _is_spare(receipt: Receipt) -> bool:
    """Whether the store has an earlier upload of this key and content that became the same."""
    became = {"photo": receipt.photo_id, "attachment": receipt.attachment_id, "companion": receipt.companion_id}
    if not (any(became.values()) or receipt.unpacked_at):
        return False
    earlier = same_bytes(receipt).filter(pk__lt=receipt.pk, unpacked_at=receipt.unpacked_at, **became)
    if not any(_stored_content(one) == _told(one) for one in earlier):
        return False
    return _stored_content(receipt) in (None, _told(receipt))


def _told(receipt: Receipt) -> tuple[str, int]:
    return receipt.etag, receipt.size


def _stored_content(receipt: Receipt) -> tuple[str, int] | None:
    """What the store itself says of this version; None where it has none (any more)."""
    stored = incoming().head(receipt.key, receipt.version_id)
    return (stored.etag, stored.size) if stored else None


def _clear(receipts: Iterable[Receipt]) -> int:
    """Delete uploads one by one, each before its row says so; how many."""
    count = 0
    for receipt in receipts:
        incoming().delete(receipt.key, receipt.version_id)
        Receipt.objects.filter(pk=receipt.pk).update(cleared_at=timezone.now())
        count += 1
    return count


def _left_unread(row: str) -> Q:
    return Q(**{f"{row}__problem__in": BEYOND, f"{row}__state": PhotoState.REFUSED})


def _is_done_with(receipt: Receipt) -> bool:
    if companion := receipt.companion:
        return archive().head(companion_key(companion.sha256)) is not None
    became = receipt.photo_id or receipt.attachment_id or receipt.unpacked_at
    return bool(became) or kind_of(receipt.key, receipt.size) is Kind.CLUTTER
