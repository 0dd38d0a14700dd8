"""Rewrite what is derived from a public version, where it would be made otherwise now.

A file that would stay the same is not written. Publishers go on meanwhile: a file is written only over the bytes that
were there before the record was asked which version is public. Missing files are left to reconcile.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from archive import addresses
from archive.models import Publication, Release
from archive.publishing.house import house
from archive.publishing.versions import last_live
from archive.store.buckets import press
from archive.store.errors import Missing, PreconditionLost
from pipelines.documents.manifest import read_manifest
from workers.publish.derived import release_files
from workers.publish.rows import ReleaseFile

_PARALLEL = 8
_AT_ONCE = 64


def rewrite(release: Release, publication: Publication, *, leading_alone: bool = False) -> int:
    """Rewrite the files of a public version that differ from what is made of it now; how many. Raises StoreError.

    `leading_alone`: no others than those that lead to the rest.
    """
    manifest, written = read_manifest(publication.document), 0
    etags = {stored.key: stored.etag for stored in press().objects(addresses.release_folder(release.slug))}
    files = [file for file in release_files(manifest, etags) if file.leads or not leading_alone]
    with ThreadPoolExecutor(_PARALLEL) as pool:
        for first in range(0, len(files), _AT_ONCE):
            some = files[first : first + _AT_ONCE]
            bodies = [file.make(manifest, house()) for file in some]
            old = [one for one in pool.map(partial(_outdated, etags), some, bodies) if one]
            # Asked after the bytes were read: whoever publishes says so in the record before it writes.
            if old and last_live(release) != publication:
                return written
            written += sum(pool.map(_write, old))
    return written


Outdated = tuple[ReleaseFile, bytes, str]
"""A file, what it is to hold, and the ETag of what it holds."""


def _outdated(etags: dict[str, str], file: ReleaseFile, body: bytes) -> Outdated | None:
    """None where the file holds these bytes, or is not there."""
    # Of most stores; whose ETags are something else are asked for the bytes.
    if etags.get(file.key) == hashlib.md5(body, usedforsecurity=False).hexdigest():
        return None
    try:
        stored, etag = press().get_with_etag(file.key)
    except Missing:
        return None
    return None if stored == body else (file, body, etag)


def _write(old: Outdated) -> bool:
    file, body, etag = old
    try:
        press().put_if(file.key, body, file.media_type, file.cache, etag=etag)
    except (Missing, PreconditionLost):
        return False  # somebody published or withdrew meanwhile, and wrote it as it is made now
    return True
