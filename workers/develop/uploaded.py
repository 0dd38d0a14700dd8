"""The upload by which a file is fetched, where it came several times."""

from __future__ import annotations

from archive.models import Attachment, Photo, Receipt
from archive.store.buckets import incoming


def upload_of(row: Photo | Attachment) -> Receipt:
    """The first upload of a row that the store has: of repeats, all but the first are deleted, at any moment."""
    receipts = sorted(row.receipts.all(), key=lambda one: (one.cleared_at is not None, one.seen_at, one.pk))
    there = (one for one in receipts if incoming().head(one.key, one.version_id))
    return receipts[0] if len(receipts) == 1 else next(there, receipts[0])
