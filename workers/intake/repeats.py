"""Repeats: an upload that its key has brought before, byte for byte, joins what the earlier one became.

A signed form can be posted again until it ends, and programs send again what they are not sure of. The store's ETag
and the size tell such uploads, so nothing is read again; `workers.upkeep.uploads` deletes their versions early.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from archive.models import Attachment, Batch, Photo, Receipt
from archive.models.work import hold


def lock_key(receipt: Receipt) -> None:
    """Let nobody else receive this key until the transaction ends: of two repeats at once, one must see the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{receipt.bucket}/{receipt.key}"])


def has_others(receipt: Receipt) -> bool:
    """Whether the key has brought another upload. Most have not, and asking what they repeat costs a third of all."""
    return Receipt.objects.filter(bucket=receipt.bucket, key=receipt.key).exclude(pk=receipt.pk).exists()


def find_earlier(receipt: Receipt, batch: Batch) -> Receipt | None:
    """The upload that this one repeats, if what became of it is where this one belongs, in the release of `batch`."""
    same = same_bytes(receipt).exclude(pk=receipt.pk).select_related("photo", "attachment", "companion__photo")
    found = next((one for one in same if _led_to(one, batch)), None)
    if found and (row := row_of(found)) and not hold(row):
        return find_earlier(receipt, batch)  # its row has just joined another
    return found


def same_bytes(receipt: Receipt) -> QuerySet[Receipt]:
    """This upload and the others of its key with its bytes, as far as they are stored, the first one first.

    Nothing where the store gave no ETag or has no versions.
    """
    if not (receipt.etag and receipt.version_id):
        return Receipt.objects.none()
    same = Receipt.objects.filter(bucket=receipt.bucket, key=receipt.key, etag=receipt.etag, size=receipt.size)
    return same.filter(cleared_at=None, missing_at=None).order_by("pk")


def _led_to(earlier: Receipt, batch: Batch) -> bool:
    if row := row_of(earlier) or (earlier.companion and earlier.companion.photo):
        return row.release_id == batch.release_id
    # What a ZIP file held is where its key led then.
    led_by = (batch.release, batch.photographer)
    return bool(earlier.unpacked_at) and all(one.created_at <= earlier.seen_at for one in led_by if one)


def row_of(receipt: Receipt) -> Photo | Attachment | None:
    """The photo or attachment that an upload became."""
    return receipt.photo or receipt.attachment


def join(receipt: Receipt, earlier: Receipt) -> None:
    """Give an upload what the earlier one became.

    Of two that came at once, the earlier one may have the larger number. The smallest is the one that stays.
    """
    receipt.photo, receipt.attachment, receipt.companion = earlier.photo, earlier.attachment, earlier.companion
    receipt.unpacked_at = earlier.unpacked_at
    receipt.save(update_fields=["photo", "attachment", "companion", "unpacked_at"])
    Receipt.objects.filter(pk=max(receipt.pk, earlier.pk)).update(joined=True)
