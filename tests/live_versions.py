"""Live versions by rows alone: no store, no worker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from archive.models import Photo, Publication, Release
from archive.publishing import versions
from archive.publishing.deliveries import write_deliveries
from archive.states import PhotoState, PublicationState, ReleaseState
from pipelines.documents import manifest as doc
from tests.factories import approve_all, make_photo, make_release


def live_release(photos: int = 2, **fields: Any) -> Release:
    """A release that is live in its first version, which the world was told of."""
    release = make_release(state=ReleaseState.LIVE, **fields)
    for _n in range(photos):
        make_photo(release)
    approve_all(release)
    release.photos.update(state=PhotoState.LIVE)
    next_version(release)
    return release


def next_version(release: Release, *, without: Photo | None = None) -> Publication:
    """Another live version: the release as it stands, less one photo, or the end of it if it is withdrawn."""
    last = versions.last_live(release)
    n = last.n + 1 if last else 1
    if release.state == ReleaseState.WITHDRAWN and last:
        manifest = versions.withdrawn_version(release, last, n)
    elif without and last:
        manifest = versions.reduced_version(release, last, n, {without.pk})
    else:
        manifest = versions.full_version(release, last, n)
    document = doc.write_manifest(manifest)
    version = Publication.objects.create(
        release=release,
        n=n,
        document=document,
        sha256=doc.document_digest(document),
        state=PublicationState.LIVE,
        projected_at=timezone.now(),
    )
    write_deliveries(release, version, last)
    return version
