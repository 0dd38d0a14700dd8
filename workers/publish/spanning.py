"""Write the files that span releases: index, feeds and lists, of what the record says is live at this moment.

Several publishers write them at once. Each reads a file's ETag before it reads the record and writes only over what it
read; whoever loses reads again. So the last writer of a file has seen everything that the others published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto

import structlog
from pydantic import ValidationError

from archive.models import Publication
from archive.publishing.house import house
from archive.states import ReleaseState
from archive.store.buckets import press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from pipelines.documents import manifest as doc
from pipelines.documents.listing import RECENT, Listing, entry_of, newest_first
from workers.publish.derived import SpanningFile, spanning_files

log = structlog.get_logger(__name__)

_TRIES = 20
_PARALLEL = 8

Stored = tuple[bytes, str] | None
"""What a file holds, and its ETag; None where there is none."""


def write_spanning(days: Collection[dt.date] | None = None) -> int:
    """Bring the files that span releases to the record, those of these days or of all; how many were written.

    Where nothing was ever live, nothing is. Raises StoreError.
    """
    if not Publication.objects.live().exists():
        return 0
    made_for, count = house(), 0
    files: Sequence[SpanningFile] = spanning_files(_every_day() if days is None else days)
    with ThreadPoolExecutor(_PARALLEL) as pool:
        for _try in range(_TRIES):
            stored = list(pool.map(_stored, files))
            listing = public_listing()
            # One after the other: threads would only wait for each other's turn at the processor.
            bodies = [file.make(listing, made_for) for file in files]
            done = list(pool.map(_write, files, bodies, stored))
            count += done.count(_Done.WRITTEN)
            files = [file for file, how in zip(files, done, strict=True) if how is _Done.LOST]
            if not files:
                return count
    raise StoreDown(f"{files[0].key}: others kept writing it")


def public_listing() -> Listing:
    """What is live at this moment."""
    manifests = list(_newest(release__state=ReleaseState.LIVE))
    recent = sorted(manifests, key=_went_live, reverse=True)[:RECENT]
    return Listing(newest_first(map(entry_of, manifests)), tuple(recent))


def _every_day() -> set[dt.date]:
    """The days of all releases that are public or were: their month's page may still be there."""
    return {manifest.release.date for manifest in _newest()}


def _went_live(manifest: doc.Manifest) -> tuple[dt.datetime, str]:
    return manifest.release.published_at or manifest.made_at, manifest.release.slug


class _Done(Enum):
    SAME, WRITTEN, LOST = auto(), auto(), auto()


def _stored(file: SpanningFile) -> Stored:
    try:
        return press().get_with_etag(file.key)
    except Missing:
        return None


def _write(file: SpanningFile, body: bytes, stored: Stored) -> _Done:
    """LOST where somebody else wrote the file since it was read."""
    if stored and stored[0] == body:
        return _Done.SAME
    try:
        press().put_if(file.key, body, file.media_type, file.cache, etag=stored[1] if stored else None)
    except PreconditionLost:
        return _Done.LOST
    return _Done.WRITTEN


def _newest(**which: object) -> Iterator[doc.Manifest]:
    """The newest version of each release. A damaged document costs its own release's line, and no other's."""
    newest = Publication.objects.live().filter(**which).order_by("release_id", "-n").distinct("release_id")
    for publication in newest.select_related("release").iterator(chunk_size=20):
        try:
            yield doc.read_manifest(publication.document)
        except ValidationError:
            log.exception("document_unreadable", release=publication.release.slug, version=publication.n)
