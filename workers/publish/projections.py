"""Project: rewrite what is derived from a public version, and delete what is no longer public.

All of it may lag the manifest by seconds. The next run writes it again, and reconcile writes what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import structlog
from django.utils import timezone
from pydantic import ValidationError

from archive import addresses
from archive.models import HumanUrl, PressFile, Publication, Release
from archive.states import PublicationState, ReleaseState
from archive.store.buckets import BRIEF, archive, press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from pipelines.documents import manifest as doc
from pipelines.documents.captions_csv import captions_table
from pipelines.documents.public_json import public_json
from pipelines.documents.release_index import release_index
from pipelines.documents.text_version import text_version
from workers.publish.slices import Job, work_off

log = structlog.get_logger(__name__)

JSON = "application/json; charset=utf-8"
_INDEX_TRIES = 20


def project(release: Release, publication: Publication, pause: Callable[[], None] | None = None) -> None:
    """Bring every projection of a release to its public version. Raises StoreError.

    With `pause`, which is called after each record of progress and may end the slice, only what has changed since the
    last version whose projections are finished, from where it stopped. Without, all of it.
    """
    manifest = doc.read_manifest(publication.document)
    before = _standing(release, publication) if pause else _Standing()
    jobs = [*_removals(release, manifest, before), *_pages(release, manifest), *_downloads(manifest, before)]

    def keep(done: int) -> None:
        if pause:
            Publication.objects.filter(pk=publication.pk).update(projected=done)
            pause()

    work_off(jobs, publication.projected if pause else 0, keep)
    write_index()
    Publication.objects.filter(pk=publication.pk).update(projected_at=timezone.now())


@dataclass(frozen=True)
class _Standing:
    """What earlier versions left behind for certain: version `n` is finished, these photos were removed, and the
    downloads that are at these addresses, by photo id, with these digests.
    """

    n: int = 0
    removed: frozenset[str] = frozenset()
    downloads: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _standing(release: Release, publication: Publication) -> _Standing:
    earlier = release.publications.live().filter(n__lt=publication.n)
    base = earlier.filter(projected_at__isnull=False).last()
    if base is None:
        return _Standing()
    manifest = doc.read_manifest(base.document)
    downloads = _addressed(manifest)
    # A version in between that was left unfinished may have written some of its own.
    for between in earlier.filter(n__gt=base.n):
        theirs = _addressed(doc.read_manifest(between.document))
        downloads = {photo: file for photo, file in downloads.items() if theirs.get(photo) == file}
    return _Standing(base.n, frozenset(_tombstones(manifest)), downloads)


def _addressed(manifest: doc.Manifest) -> dict[str, tuple[str, str]]:
    return {photo.id: (photo.download.permalink, photo.download.sha256) for photo in manifest.live_photos}


def _tombstones(manifest: doc.Manifest) -> set[str]:
    return {photo.id for photo in manifest.photos if isinstance(photo, doc.Tombstone)}


def _pages(release: Release, manifest: doc.Manifest) -> list[Job]:
    """The schema, the captions as a table, the text version."""
    if manifest.status != "live":
        return []
    schema = public_json(doc.manifest_schema()).encode()
    text_key = addresses.text_key(manifest.release.number, release.slug)
    captions_key = addresses.captions_key(release.slug)
    return [
        partial(press().put, addresses.SCHEMA_KEY, schema, "application/schema+json", BRIEF),
        partial(press().put, captions_key, captions_table(manifest), "text/csv; charset=utf-8", BRIEF),
        partial(press().put, text_key, text_version(manifest), "text/plain; charset=utf-8", BRIEF),
    ]


def _downloads(manifest: doc.Manifest, before: _Standing) -> list[Job]:
    """The downloads at their human URLs, each a copy of its photo's current download file."""
    sealed = sealed_keys(manifest)
    return [
        partial(
            press().copy,
            archive(),
            sealed[photo.id, photo.download.sha256],
            addresses.key_of(photo.download.permalink, manifest),
            photo.download.media_type,
            BRIEF,
        )
        for photo in manifest.live_photos
        if before.downloads.get(photo.id) != (photo.download.permalink, photo.download.sha256)
    ]


def sealed_keys(manifest: doc.Manifest) -> dict[tuple[str, str], str]:
    """The archive's keys of the manifest's files, by photo id and SHA-256.

    Call it before threads start: each would open its own connection to the database.
    """
    files = PressFile.objects.filter(photo_id__in=[photo.id for photo in manifest.live_photos])
    return {(photo, sha256): key for photo, sha256, key in files.values_list("photo_id", "sha256", "key")}


def _removals(release: Release, manifest: doc.Manifest, before: _Standing) -> list[Job]:
    """Files, downloads and older documents of photos that are tombstones now, or of the whole release."""
    gone = sorted(_tombstones(manifest) - before.removed)
    keys = list(HumanUrl.objects.filter(photo_id__in=gone).order_by("path").values_list("path", flat=True))
    keys += _versions_to_delete(release, manifest, set(gone), before.n)
    if manifest.status == "withdrawn":
        keys += sorted(addresses.projection_keys(manifest.release.number, release.slug))
    folders: list[Job] = [partial(_empty, addresses.photo_folder(photo_id)) for photo_id in gone]
    return [*folders, *(partial(press().delete, key) for key in keys)]


def _empty(folder: str) -> None:
    for key in list(press().keys(folder)):
        press().delete(key)


def _versions_to_delete(release: Release, manifest: doc.Manifest, gone: set[str], finished: int) -> list[str]:
    """Keys of older documents that were never public, or that hold a withdrawn photo's caption and names."""
    older = release.publications.filter(n__lt=manifest.version)
    if not gone and manifest.status == "live":
        # Older ones were dealt with by the version that is finished; parsing them all takes long.
        older = older.filter(n__gt=finished, state=PublicationState.ABANDONED)
    return [
        addresses.version_key(release.slug, one.n)
        for one in older
        if one.state == PublicationState.ABANDONED
        or manifest.status == "withdrawn"
        or gone & {photo.id for photo in doc.read_manifest(one.document).live_photos}
    ]


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
