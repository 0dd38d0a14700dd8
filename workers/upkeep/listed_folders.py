"""A bucket's folders in key order, some thousand objects at a time, each batch with the range of ids it covers.

The folders below `renditions/`, `sealed/` and `photos/` (and the objects of `originals/`) are named by ids of one
length, lower-case letters and digits, so their order is that of the ids in the record, and a batch is compared with the
rows of its range: neither side is ever held whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.utils import timezone

from archive.store.buckets import Bucket
from archive.store.errors import StoreDown
from archive.store.listing import StoredObject
from pipelines.keys import SHA256

log = structlog.get_logger(__name__)

BY_DIGEST, BY_PHOTO = SHA256, re.compile(r"[0-9a-z]{12}")
MIN_ORPHAN_AGE = timedelta(hours=1)
"""A younger object may belong to a task that has not written its rows yet."""
_BATCH = 1000  # objects; about what one request lists


@dataclass(frozen=True)
class Batch:
    """Every object whose folder's name comes after `after` and up to `last`; an empty `last` is the end."""

    root: str
    after: str
    last: str
    objects: tuple[StoredObject, ...]

    def rows(self, field: str) -> dict[str, str]:
        """The lookup for the rows of this range, by the field that holds the folder's name."""
        upper = {f"{field}__lte": self.last} if self.last else {}
        return {f"{field}__gt": self.after} | upper

    def folder(self, key: str) -> str:
        """The name of the folder that a key of this batch is in."""
        return key[len(self.root) :].partition("/")[0]


def batches(bucket: Bucket, root: str, after: str, shape: re.Pattern[str]) -> Iterator[Batch]:
    """The objects below `root` from the folder after `after` on; folders whose name has another shape come along.

    Raises StoreDown where the store does not list in key order.
    """
    found: list[StoredObject] = []
    folder = begin = after
    # "0" follows "/": past everything in the folder.
    for stored in bucket.objects(root, f"{root}{after}0" if after else ""):
        current = stored.key[len(root) :].partition("/")[0]
        if current != folder and shape.fullmatch(current):
            if current < folder:
                raise StoreDown(f"{bucket.name}: {root}{current} is listed after {folder}")
            if len(found) >= _BATCH and folder > begin:
                yield Batch(root, begin, folder, tuple(found))
                found, begin = [], folder
            folder = current
        found.append(stored)
    yield Batch(root, begin, "", tuple(found))


def is_there(bucket: Bucket, key: str) -> bool:
    """Ask for one object that a listing lacked: it may be younger than the listing."""
    return bucket.head(key) is not None


def remove_orphan(bucket: Bucket, key: str) -> bool:
    """Delete an object that no row knows, unless it is young or has just been written again."""
    stored = bucket.head(key)
    if stored is None or not is_old(stored):
        return False
    log.info("orphan_removed", bucket=bucket.name, key=key)
    bucket.delete(key)
    return True


def is_old(stored: StoredObject) -> bool:
    """Whether no task can be about to tell the record of this object."""
    return stored.modified < timezone.now() - MIN_ORPHAN_AGE
