"""Write the files that span releases: index, feeds and lists, of what the record says is live at this moment.

Several publishers write them at once. Each reads a file's ETag before it reads the record and writes only over what it
read; whoever loses reads again. So the last writer of a file has seen everything that the others published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto

from archive.models import Publication
from archive.publishing.house import house
from archive.publishing.listing import every_day, keep_entries, public_listing
from archive.store.buckets import press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from pipelines.documents.listing import Listing
from workers.publish.derived import spanning_files
from workers.publish.page_files import asset_files
from workers.publish.rows import SpanningFile

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
    keep_entries()
    files = spanning_files(every_day() if days is None else days)
    return _bring(files, public_listing)


def write_assets() -> int:
    """Write what pages load, before any page; how many files were written. Raises StoreError."""
    return _bring(asset_files(), Listing)


def _bring(files: Sequence[SpanningFile], told: Callable[[], Listing]) -> int:
    """Write those of the files that differ from what the listing makes of them; how many."""
    made_for, count = house(), 0
    with ThreadPoolExecutor(_PARALLEL) as pool:
        for _try in range(_TRIES):
            stored = list(pool.map(_stored, files))
            listing = told()
            # One after the other: threads would only wait for each other's turn at the processor.
            bodies = [file.make(listing, made_for) for file in files]
            done = list(pool.map(_write, files, bodies, stored))
            count += done.count(_Done.WRITTEN)
            files = [file for file, how in zip(files, done, strict=True) if how is _Done.LOST]
            if not files:
                return count
    raise StoreDown(f"{files[0].key}: others kept writing it")


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
