"""Sweep: make a Receipt for every upload in the bucket that has none, so that a lost event does no harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.models import Receipt, Release
from archive.people.presence import forget_gone
from archive.states import ReleaseState
from archive.store.buckets import incoming
from archive.store.listing import StoredObject
from workers.intake.events import UploadEvent
from workers.intake.receive import receive, version_mark
from workers.upkeep import passes
from workers.upkeep.missing_uploads import close_missing
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs
from workers.upkeep.uploads import clear_repeats

log = structlog.get_logger(__name__)

_OPEN_AFTER_PUBLICATION = timedelta(days=2)  # corrections arrive then
_UPLOAD_TIME = timedelta(days=1)
_CHUNK = 1000


def sweep_open() -> int:
    """List every prefix but those of releases that are withdrawn or have been public for long; how many were new."""
    return _receive_missing(_open_objects())


def sweep_everything() -> Repairs:
    """A whole pass now, whatever a pass in slices is at. Raises StoreError; the next pass finds the rest."""
    return passes.run_whole(PARTS)


def run_slice(until: float) -> bool:
    """Go on with the pass until `time.monotonic()` reaches `until`; True when there is more to do now."""
    return passes.run_slice(NAME, PARTS, until, timedelta(seconds=settings.SWEEP_ALL_EVERY))


def begin_anew() -> None:
    """Have the next slice begin a new pass: uploads may have come while no worker ran."""
    passes.begin_anew(NAME)


def receive_uploads(after: str) -> Iterator[Step]:
    """Receive every upload of the bucket that has no Receipt."""
    for chunk in _chunks(incoming().versions(after=after)):
        yield chunk[-1].key, Repairs(received=_receive_chunk(chunk))


def abort_stale_uploads(_after: str) -> Iterator[Step]:
    """Abort multipart uploads that nobody finished within a day; their parts take up room that no listing shows."""
    aborted = 0
    for upload in incoming().unfinished_uploads():
        if upload.started < timezone.now() - _UPLOAD_TIME:
            log.info("upload_aborted", key=upload.key, started=upload.started.isoformat())
            incoming().abort(upload)
            aborted += 1
    yield "", Repairs(aborted=aborted)


def forget_who_left(_after: str) -> Iterator[Step]:
    """Delete what says that people had a release open who have not any more."""
    forget_gone()
    yield "", Repairs()


NAME = "sweep"
PARTS: passes.Parts = {
    "uploads": receive_uploads,
    # After the listing, which fails where the bucket is not there: without it, every upload would look missing.
    "missing": close_missing,
    "repeats": clear_repeats,
    "unfinished": abort_stale_uploads,
    "presences": forget_who_left,
}


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
    received = sum(map(_receive_chunk, _chunks(objects)))
    if received:
        log.info("swept", received=received)
    return received


def _chunks(objects: Iterable[StoredObject]) -> Iterator[list[StoredObject]]:
    """The objects that are files, some at a time, all versions of a key together."""
    chunk: list[StoredObject] = []
    for stored in objects:
        if stored.key.endswith("/"):
            continue
        if len(chunk) >= _CHUNK and stored.key != chunk[-1].key:
            yield chunk
            chunk = []
        chunk.append(stored)
    if chunk:
        yield chunk


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
        Receipt.objects.filter(
            bucket=settings.BUCKET_INCOMING, key__in={event.key for event in events}, missing_at=None
        ).values_list("key", "version")
    )
    return sum(receive(event) for event in events if (event.key, version_mark(event)) not in known)
