"""A release whose first version is public, made from rows alone."""

from __future__ import annotations

from typing import Any

from archive.models import Photo, Publication, Release
from archive.publishing.versions import full_version
from archive.states import PhotoState, PublicationState, ReleaseState
from pipelines.documents.manifest import Manifest, document_digest, write_manifest
from tests.factories import approve_all, make_photo, make_release


def published(n: int = 2, **fields: Any) -> tuple[Release, list[Photo]]:
    """The release and its `n` photos, read anew, in their order."""
    release = make_release(**fields)
    for position in range(n):
        make_photo(release, position=position)
    approve_all(release)
    store_version(release, full_version(release, None, 1))
    release.photos.update(state=PhotoState.LIVE)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.LIVE)
    release = Release.objects.get(pk=release.pk)
    return release, list(release.photos.all())


def store_version(release: Release, manifest: Manifest) -> Publication:
    """The version as the one that is live."""
    document = write_manifest(manifest)
    return Publication.objects.create(
        release=release,
        n=manifest.version,
        document=document,
        sha256=document_digest(document),
        state=PublicationState.LIVE,
    )
