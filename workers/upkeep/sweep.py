"""Sweep: make a Receipt for every upload in the bucket that has none, so that a lost event does no harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.models import Receipt, Release
from archive.states import ReleaseState
from archive.store.buckets import incoming
from archive.store.listing import StoredObject
from workers.intake.events import UploadEvent
from workers.intake.receive import receive, version_mark

log = structlog.get_logger(__name__)

_OPEN_AFTER_PUBLICATION = timedelta(days=2)  # corrections arrive then
_CHUNK = 1000


def sweep_open() -> int:
    """List every prefix but those of releases that are withdrawn or have been public for long; how many were new."""
    return _receive_missing(_open_objects())


def sweep_everything() -> int:
    """List the whole bucket; how many uploads were new."""
    return _receive_missing(incoming().versions())


def top_prefixes() -> list[str]:
    """The bucket's first-level prefixes, one per photographer. Uploads beside them are received right here."""
    loose, prefixes = incoming().level("")
    _receive_missing(loose)
    return prefixes


def sweep_prefix(prefix: str) -> int:
    """List everything below a prefix; how many uploads were new."""
    return _receive_missing(incoming().versions(prefix))


def _open_objects() -> Iterator[StoredObject]:
    """Uploads below `<photographer>/<release>/` of releases that are open, and those beside such prefixes."""
    closed = set(_closed_slugs())
    loose, photographers = incoming().level("")
    yield from loose
    for photographer in photographers:
        loose, releases = incoming().level(photographer)
        yield from loose
        for prefix in releases:
            if prefix.removeprefix(photographer).rstrip("/") not in closed:
                yield from incoming().versions(prefix)


def _closed_slugs() -> Iterable[str]:
    live_long = Q(state=ReleaseState.LIVE, goes_live_at__lt=timezone.now() - _OPEN_AFTER_PUBLICATION)
    return Release.objects.filter(live_long | Q(state=ReleaseState.WITHDRAWN)).values_list("slug", flat=True)


def _receive_missing(objects: Iterable[StoredObject]) -> int:
    files = (stored for stored in objects if not stored.key.endswith("/"))
    received = 0
    while chunk := list(islice(files, _CHUNK)):
        received += _receive_chunk(chunk)
    if received:
        log.info("swept", received=received)
    return received


def _receive_chunk(chunk: list[StoredObject]) -> int:
    events = [
        UploadEvent(
            *(settings.BUCKET_INCOMING, found.key, found.size, found.version, found.etag),
            uploaded_at=found.modified,
            told_by="sweep",
        )
        for found in chunk
    ]
    known = set(
        Receipt.objects.filter(bucket=settings.BUCKET_INCOMING, key__in={event.key for event in events}).values_list(
            "key", "version"
        )
    )
    return sum(receive(event) for event in events if (event.key, version_mark(event)) not in known)
