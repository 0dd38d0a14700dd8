"""The ZIP files of live releases: wanted minus stored, made after everything else, one at a time.

Nothing waits for them: a correction copies gigabytes. What a version no longer wants is deleted with its projections.
"""

from __future__ import annotations

import structlog

from archive import addresses
from archive.models import Publication, Release
from archive.publishing.manifests import manifest_of
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from archive.store.buckets import IMMUTABLE, archive, press
from archive.store.errors import Missing
from pipelines.documents.manifest import Manifest, Photo
from pipelines.documents.photo_zips import PhotoZip, photo_zips, zip_content
from workers.publish.projections import sealed_keys
from workers.publish.rewriting import rewrite

log = structlog.get_logger(__name__)

_ZIP = "application/zip"


def make_zip(release_id: int) -> bool:
    """Make one ZIP file that a live release lacks; whether there was one to make. Raises StoreError.

    Once none is missing, the release's pages lead to them.
    """
    public = _public(release_id)
    if public is None:
        return False
    release, publication, manifest = public
    stored = set(press().keys(addresses.release_folder(release.slug)))
    missing = [one for one in photo_zips(manifest) if addresses.zip_key(release.slug, one.digest) not in stored]
    if not missing:
        rewrite(release, publication, leading_alone=True)
    # One that cannot be made keeps no other from being made.
    return any(_make(release_id, manifest, one) for one in missing)


def _make(release_id: int, manifest: Manifest, zip_file: PhotoZip) -> bool:
    key = addresses.zip_key(manifest.release.slug, zip_file.digest)
    sealed = sealed_keys(photo.id for photo in manifest.live_photos)

    def read(photo: Photo) -> bytes:
        return archive().get(sealed[photo.id, photo.download.sha256])

    try:
        press().put_stream(key, zip_content(zip_file, manifest.made_at, read), _ZIP, IMMUTABLE)
    except (Missing, KeyError):
        log.warning("no_zip", release=manifest.release.slug)
        return False
    if key not in _wanted(release_id):
        # A photo or the release was withdrawn meanwhile, and whoever cleared up did not see this file yet.
        press().delete(key)
    return True


def _wanted(release_id: int) -> set[str]:
    public = _public(release_id)
    return addresses.zip_keys(public[2]) if public else set()


def _public(release_id: int) -> tuple[Release, Publication, Manifest] | None:
    """The version that is public and whose projections are finished; None where none is, or a photo of it must go."""
    release = Release.objects.filter(pk=release_id, state=ReleaseState.LIVE).first()
    last = last_live(release) if release else None
    if release is None or last is None or last.projected_at is None:
        return None
    manifest = manifest_of(last)
    shown = {photo.id for photo in manifest.live_photos}
    going = set(release.photos.going().filter(pk__in=shown).values_list("pk", flat=True))
    return (release, last, manifest) if shown <= going else None
