"""Project: rewrite what is derived from a public version, and delete what is no longer public.

All of it may lag the manifest by seconds. The next run writes it again, and reconcile writes what is missing.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import structlog
from pydantic import ValidationError

from archive import addresses
from archive.models import HumanUrl, PressFile, Publication, Release
from archive.states import PublicationState, ReleaseState
from archive.store.buckets import BRIEF, archive, press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from pipelines.documents import manifest as doc
from pipelines.documents.captions_csv import captions_table
from pipelines.documents.release_index import release_index
from pipelines.documents.text_version import text_version

log = structlog.get_logger(__name__)

JSON = "application/json; charset=utf-8"
_PARALLEL_COPIES = 8
_INDEX_TRIES = 20


def project(release: Release, publication: Publication) -> None:
    """Bring every projection of a release to its public version. Raises StoreError."""
    manifest = doc.read_manifest(publication.document)
    if manifest.status == "live":
        _write_pages(release, manifest)
        _write_downloads(manifest)
    _remove_withdrawn(release, manifest)
    write_index()


def _write_pages(release: Release, manifest: doc.Manifest) -> None:
    schema = json.dumps(doc.manifest_schema(), ensure_ascii=False, indent=1).encode()
    text_key = addresses.text_key(manifest.release.number, release.slug)
    press().put(addresses.SCHEMA_KEY, schema, "application/schema+json", BRIEF)
    press().put(addresses.captions_key(release.slug), captions_table(manifest), "text/csv; charset=utf-8", BRIEF)
    press().put(text_key, text_version(manifest), "text/plain; charset=utf-8", BRIEF)


def _write_downloads(manifest: doc.Manifest) -> None:
    """Write the downloads at their human URLs, each a copy of its photo's current download file."""
    sealed = sealed_keys(manifest)

    def write(photo: doc.Photo) -> None:
        source = sealed[photo.id, photo.download.sha256]
        target = addresses.key_of(photo.download.permalink, manifest)
        press().copy(archive(), source, target, photo.download.media_type, BRIEF)

    with ThreadPoolExecutor(_PARALLEL_COPIES) as pool:
        list(pool.map(write, manifest.live_photos))


def sealed_keys(manifest: doc.Manifest) -> dict[tuple[str, str], str]:
    """The archive's keys of the manifest's files, by photo id and SHA-256.

    Call it before threads start: each would open its own connection to the database.
    """
    files = PressFile.objects.filter(photo_id__in=[photo.id for photo in manifest.live_photos])
    return {(photo, sha256): key for photo, sha256, key in files.values_list("photo_id", "sha256", "key")}


def _remove_withdrawn(release: Release, manifest: doc.Manifest) -> None:
    """Delete files, downloads and older documents of photos that are tombstones now, or of the whole release."""
    gone = {photo.id for photo in manifest.photos if isinstance(photo, doc.Tombstone)}
    keys = [key for photo_id in gone for key in press().keys(addresses.photo_folder(photo_id))]
    keys += HumanUrl.objects.filter(photo_id__in=gone).values_list("path", flat=True)
    keys += _versions_to_delete(release, manifest, gone)
    if manifest.status == "withdrawn":
        keys += addresses.projection_keys(manifest.release.number, release.slug)
    with ThreadPoolExecutor(_PARALLEL_COPIES) as pool:
        list(pool.map(press().delete, keys))


def _versions_to_delete(release: Release, manifest: doc.Manifest, gone: set[str]) -> list[str]:
    """Keys of older documents that were never public, or that hold a withdrawn photo's caption and names."""
    keys = []
    for older in release.publications.filter(n__lt=manifest.version):
        document = doc.read_manifest(older.document)
        if (
            older.state == PublicationState.ABANDONED
            or gone & {photo.id for photo in document.live_photos}
            or manifest.status == "withdrawn"
        ):
            keys.append(addresses.version_key(release.slug, older.n))
    return keys


def write_index() -> None:
    """Write `releases/index.json` of all live releases. Whoever loses a race reads the record again."""
    for _try in range(_INDEX_TRIES):
        try:
            etag: str | None = press().get_with_etag(addresses.INDEX_KEY)[1]
        except Missing:
            etag = None
        try:
            press().put_if(
                addresses.INDEX_KEY, release_index(_public_manifests(), _manifest_url), JSON, BRIEF, etag=etag
            )
        except PreconditionLost:
            continue
        return
    raise StoreDown(f"{addresses.INDEX_KEY}: others kept writing it")


def _manifest_url(slug: str) -> str:
    return addresses.url_of(addresses.manifest_key(slug))


def _public_manifests() -> list[doc.Manifest]:
    newest = (
        Publication.objects.live()
        .filter(release__state=ReleaseState.LIVE)
        .order_by("release_id", "-n")
        .distinct("release_id")
    )
    return [manifest for publication in newest.select_related("release") if (manifest := _readable(publication))]


def _readable(publication: Publication) -> doc.Manifest | None:
    """A damaged document costs its own release's line in the index, and no other's."""
    try:
        return doc.read_manifest(publication.document)
    except ValidationError:
        log.exception("document_unreadable", release=publication.release.slug, version=publication.n)
        return None
