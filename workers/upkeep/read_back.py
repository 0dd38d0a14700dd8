"""Originals and attachments read back from the archive: an upload goes only after its copy had the right digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.models import Attachment, Original
from archive.store.buckets import archive
from archive.store.errors import Missing
from pipelines.keys import attachment_source_key, original_key
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

_MAX_A_PASS = 3000  # of each kind; reading them takes longer than all the rest
_AGAIN_AFTER = timedelta(days=7)
"""What was damaged is read again then: somebody may have brought the object back by hand."""

_Rows = QuerySet[Original] | QuerySet[Attachment]


def verify_originals(after: str) -> Iterator[Step]:
    """Read originals back that were not yet."""
    return _verify(Original.objects.order_by("sha256"), original_key, after)


def verify_attachments(after: str) -> Iterator[Step]:
    """Read attachments back that were not yet; the same bytes in two releases are one object."""
    return _verify(Attachment.objects.exclude(sha256="").order_by("sha256"), attachment_source_key, after)


def forget() -> None:
    """Have everything read back again, as after a move to another store."""
    for rows in (Original.objects, Attachment.objects):
        rows.update(verified_at=None, damaged_at=None)


def _verify(rows: _Rows, key_of: Callable[[str], str], after: str) -> Iterator[Step]:
    unread = Q(damaged_at=None) | Q(damaged_at__lt=timezone.now() - _AGAIN_AFTER)
    waiting = rows.filter(unread, verified_at=None, sha256__gt=after).values_list("sha256", flat=True).distinct()
    for sha256 in waiting[:_MAX_A_PASS]:
        yield sha256, Repairs(verified=_verified(rows.filter(sha256=sha256), key_of(sha256), sha256))


def _verified(rows: _Rows, key: str, sha256: str) -> bool:
    try:
        right = archive().digest(key) == sha256
    except Missing:
        right = False
    if right:
        rows.update(verified_at=timezone.now(), damaged_at=None)
    else:
        log.error("damaged", key=key)
        rows.update(damaged_at=timezone.now())
    return right
