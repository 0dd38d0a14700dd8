"""Unpack: each file of a ZIP file is uploaded as if it had been dropped, into a folder of the ZIP file's name.

It is done in slices; whoever goes on leaves out what was uploaded since the ZIP file came. Of the ZIP file, a slice
fetches the end, where the directory is, and what it unpacks, into their places in a file with holes. Where two do the
same, the second upload joins the first, as any file does that comes twice. A second ZIP file of a name has a folder of
its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.models import Photo, Receipt
from archive.models.work import hold
from archive.store.buckets import incoming
from archive.store.errors import Missing
from pipelines.keys import packed_depth, unpacked_key
from pipelines.refusal import Refusal
from pipelines.unpacking import Entry
from pipelines.upload_kinds import MAX_ZIP_BYTES, MEDIA_TYPES, OTHER_TYPES, extension_of, kind_of
from workers import leases
from workers.develop.chamber import Chamber, ChamberCrash
from workers.failures import UploadMissing
from workers.intake.events import UploadEvent
from workers.intake.receive import receive

log = structlog.get_logger(__name__)

MAX_DEPTH = 2
_END = 16 << 20
"""Bytes that hold the directory: 3,000 paths, with more than programs say of each."""
_SLICE = 15.0  # seconds after which no further entry is begun


def unpack(photo: Photo, receipt: Receipt, path: Path, chamber: Chamber) -> None:
    """Upload what is in a ZIP file. Its own row goes when all is there, else it is due again. Raises Refusal."""
    if receipt.size > MAX_ZIP_BYTES:
        raise Refusal("zip_too_large", f"{receipt.size} bytes")
    if packed_depth(receipt.key) >= MAX_DEPTH:
        raise Refusal("zip_too_deep")
    with path.open("wb") as file:
        file.truncate(receipt.size)
    try:
        _fetch(receipt, path, range(max(0, receipt.size - _END), receipt.size))
        _unpack(photo, receipt, path, chamber)
    except ChamberCrash as crash:
        # No ZIP file that a camera's photos are packed in does that.
        raise Refusal("zip_damaged", str(crash)) from crash


def _unpack(photo: Photo, receipt: Receipt, path: Path, chamber: Chamber) -> None:
    until = time.monotonic() + _SLICE
    entries = _keyed(receipt, chamber.list_entries(path, settings.RECIPES.limits))
    there = Receipt.objects.filter(key__in=entries, seen_at__gte=receipt.seen_at)
    left = sorted(entries.keys() - set(there.values_list("key", flat=True)))
    for done, key in enumerate(left, 1):
        _fetch(receipt, path, range(entries[key].start, min(entries[key].end, receipt.size - _END)))
        chamber.unpack(path, entries[key], path.with_name("entry"), settings.RECIPES.limits)
        _drop(key, path.with_name("entry"))
        if done < len(left) and time.monotonic() >= until:
            leases.wait(photo, "", "", timedelta(0))
            return
    _finish(photo, receipt, len(entries))


def _fetch(receipt: Receipt, path: Path, span: range) -> None:
    """Fetch these bytes of the ZIP file into their places in it."""
    if not span:
        return
    try:
        incoming().fetch_span(receipt.key, path, span, receipt.version_id)
    except Missing as error:
        raise UploadMissing(str(error)) from error


def _keyed(receipt: Receipt, entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries by a key that each has alone: paths that differ may become one key, and phones call all ZIP files
    alike, so what another of this name holds must not be taken for what is in this one.
    """
    earlier = Receipt.objects.filter(bucket=receipt.bucket, key=receipt.key, pk__lt=receipt.pk).count()
    mark = f"-{earlier + 1}" if earlier else ""
    keyed: dict[str, Entry] = {}
    for entry in entries:
        key = _key(receipt, entry, mark)
        keyed[_key(receipt, entry, f"{mark}.{entry.index}") if key in keyed else key] = entry
    return keyed


def _key(receipt: Receipt, entry: Entry, mark: str) -> str:
    try:
        return unpacked_key(receipt.key, entry.path, mark)
    except ValueError as error:
        raise Refusal("zip_damaged", "a path that names no file") from error


def _drop(key: str, path: Path) -> None:
    """Upload one file and receive it, whether the store tells of it or not."""
    extension = extension_of(key)
    named = {**MEDIA_TYPES, **OTHER_TYPES.get(kind_of(key, 1), {})}
    incoming().put(key, path, named.get(extension, "application/octet-stream"))
    if stored := incoming().head(key):
        receive(UploadEvent(incoming().name, key, stored.size, stored.version, stored.etag))


@transaction.atomic
def _finish(photo: Photo, receipt: Receipt, count: int) -> None:
    log.info("unpacked", photo=photo.pk, key=receipt.key, files=count)
    hold(photo)
    Receipt.objects.filter(photo=photo).update(photo=None, unpacked_at=timezone.now())
    photo.delete()
