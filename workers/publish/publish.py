"""Publish: bring a release's public files to what the record says, in steps that can each be run again.

(a) transaction: version n is `making`, its document frozen
(b) press files copied
(c) `v/<n>.json` written, if it is not there
(d) `manifest.json` written over the one that was read, never over an equal or a newer version
(e) transaction: version and photos `live`
(f) projections rewritten, withdrawn files deleted

A withdrawal is a version like any other.
"""

from __future__ import annotations

from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from archive import addresses
from archive.audit import MACHINE, Action, record
from archive.errors import GateClosed
from archive.models import Photo, Publication, Release
from archive.models.work import fresh_work
from archive.photos.press_files import photos_to_publish
from archive.photos.renditions import missing_renditions
from archive.problems import Problem
from archive.publishing import versions
from archive.publishing.versions import last_live
from archive.releases.gate import inspect_release
from archive.states import PhotoState, PublicationState, ReleaseState
from archive.store.buckets import BRIEF, IMMUTABLE, archive, press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from archive.workflow import move_photos, move_release, update_row
from pipelines.documents import manifest as doc
from workers import leases
from workers.failures import Impossible, record_failure, recorded
from workers.publish.projections import JSON, project, sealed_keys
from workers.publish.seal import seal_photo

log = structlog.get_logger(__name__)

_PARALLEL_COPIES = 8
_FILES_AGAIN = timedelta(seconds=3)
_GATE_AGAIN = timedelta(seconds=20)


def publish(release: Release) -> None:
    """Make every version of a leased release that is due and put it online. Failures end in the record."""
    with recorded(release):
        try:
            while publication := _making(release) or _begin(release):
                _carry_out(release, publication)
            if last := last_live(release):
                project(release, last)
        except GateClosed as closed:
            leases.wait(release, Problem.GATE_CLOSED, str(closed), _GATE_AGAIN)
        except versions.NotSealed as unsealed:
            _make_due(unsealed.photos)
            leases.wait(release, Problem.WAITING_FOR_FILES, str(unsealed), _FILES_AGAIN)
        else:
            leases.finish(release)


def _making(release: Release) -> Publication | None:
    """A version that was begun before and is still wanted. One that is not is abandoned; its number stays unused."""
    publication = release.publications.making().first()
    if publication is None or _still_wanted(release, doc.read_manifest(publication.document)):
        return publication
    _abandon(release, publication)
    return None


def _abandon(release: Release, publication: Publication) -> None:
    """Delete what was already copied: nothing of an abandoned version may stay public."""
    last = last_live(release)
    public = addresses.keys_of(doc.read_manifest(last.document)) if last else set()
    for key in sorted(
        addresses.keys_of(doc.read_manifest(publication.document)) - public - {addresses.manifest_key(release.slug)}
    ):
        press().delete(key)
    Publication.objects.filter(pk=publication.pk).update(state=PublicationState.ABANDONED)
    record(Action.ABANDONED, MACHINE, release_id=release.pk, after={"version": publication.n})


def _still_wanted(release: Release, manifest: doc.Manifest) -> bool:
    """Whether the record still wants this version. Somebody may have withdrawn or postponed it meanwhile."""
    release.refresh_from_db(fields=["state", "goes_live_at"])
    if manifest.status == "withdrawn":
        return release.state == ReleaseState.WITHDRAWN
    if release.state == ReleaseState.SCHEDULED and release.goes_live_at and release.goes_live_at > timezone.now():
        return False
    return release.state in (ReleaseState.SCHEDULED, ReleaseState.LIVE) and not _withdrawn_in(manifest)


def _withdrawn_in(manifest: doc.Manifest) -> set[str]:
    """Photos that the manifest shows and the record does not let out any more."""
    shown = {photo.id for photo in manifest.live_photos}
    return shown - set(Photo.objects.going().filter(pk__in=shown).values_list("pk", flat=True))


def _begin(release: Release) -> Publication | None:
    """Step (a): freeze the next version, if one is due. Raises GateClosed and NotSealed."""
    if _full_version_due(release):
        _seal_what_is_missing(release)
    with transaction.atomic():
        # An edit of the release waits for this row until the version is frozen.
        locked = Release.objects.select_for_update().get(pk=release.pk)
        manifest = _next_version(locked)
        if manifest is None:
            return None
        document = doc.write_manifest(manifest)
        if locked.correction_asked and _full_version_due(locked):
            Release.objects.filter(pk=locked.pk).update(correction_asked=False)
        return Publication.objects.create(
            release=locked, n=manifest.version, document=document, sha256=doc.document_digest(document)
        )


def _full_version_due(release: Release) -> bool:
    if release.state == ReleaseState.SCHEDULED:
        return release.goes_live_at is not None and release.goes_live_at <= timezone.now()
    return release.state == ReleaseState.LIVE and release.correction_asked


def _next_version(release: Release) -> doc.Manifest | None:
    last = last_live(release)
    newest = release.publications.last()
    n = newest.n + 1 if newest else 1
    public = doc.read_manifest(last.document) if last else None
    if release.state == ReleaseState.WITHDRAWN:
        return versions.withdrawn_version(release, last, n) if last and public and public.status == "live" else None
    if last and public and release.state == ReleaseState.LIVE and (gone := _withdrawn_in(public)):
        return versions.reduced_version(release, last, n, gone)
    if not _full_version_due(release):
        return None
    report = inspect_release(release)
    if report.blockers:
        raise GateClosed(report.blockers)
    return versions.full_version(release, last, n)


def _seal_what_is_missing(release: Release) -> None:
    """Approval sealed the files beforehand; this catches what was edited since.

    Photos without pixels are left, and so are those that cannot be sealed: the version waits for them.
    """
    for photo in photos_to_publish(release):
        if photo.original and photo.problem != Problem.NOT_SEALABLE and not missing_renditions(photo):
            try:
                seal_photo(photo)
            except Impossible as error:
                record_failure(photo, error)


def _make_due(photos: list[Photo]) -> None:
    """Make photos without press files due: recipes may have changed. Parked ones wait for a person."""
    for photo in photos:
        if photo.due_at is None and not photo.parked:
            update_row(photo, **fresh_work())


def _carry_out(release: Release, publication: Publication) -> None:
    """Steps (b) to (e)."""
    manifest = doc.read_manifest(publication.document)
    _copy_press_files(manifest, _new_in(release, manifest))
    body = publication.document.encode()
    _write_version(release, publication.n, body)
    if not _still_wanted(release, manifest):
        return
    _flip_pointer(release, publication.n, body)
    _record_live(release, publication, manifest)


def restore(release: Release, publication: Publication) -> None:
    """Write every public file of a live version that is missing. Raises StoreError."""
    manifest = doc.read_manifest(publication.document)
    _copy_press_files(manifest)
    body = publication.document.encode()
    _write_version(release, publication.n, body)
    _flip_pointer(release, publication.n, body)
    project(release, publication)


def _new_in(release: Release, manifest: doc.Manifest) -> set[str]:
    """The photos that the last live version did not show."""
    last = last_live(release)
    shown = {photo.id for photo in doc.read_manifest(last.document).live_photos} if last else set()
    return {photo.id for photo in manifest.live_photos} - shown


def _copy_press_files(manifest: doc.Manifest, new: Container[str] = ()) -> None:
    """Step (b). Keys name their content, so a file that is there is right. For `new` photos nobody looks."""
    sealed = sealed_keys(manifest)

    def copy(photo: doc.Photo) -> None:
        there = set() if photo.id in new else set(press().keys(addresses.photo_folder(photo.id)))
        for file in (photo.download, *photo.renditions):
            key = addresses.key_of(file.href, manifest)
            if key not in there:
                press().copy(archive(), sealed[photo.id, file.sha256], key, file.media_type, IMMUTABLE)

    with ThreadPoolExecutor(_PARALLEL_COPIES) as pool:
        list(pool.map(copy, manifest.live_photos))


def _write_version(release: Release, n: int, body: bytes) -> None:
    """Step (c)."""
    key = addresses.version_key(release.slug, n)
    try:
        press().put_if(key, body, JSON, IMMUTABLE, etag=None)
    except PreconditionLost:
        # An earlier run of ours may have written it.
        if press().get(key) != body:
            raise StoreDown(f"{key} holds another document") from None


def _flip_pointer(release: Release, n: int, body: bytes) -> None:
    """Step (d): the moment the public sees version n."""
    key = addresses.manifest_key(release.slug)
    try:
        standing, etag = press().get_with_etag(key)
    except Missing:
        press().put_if(key, body, JSON, BRIEF, etag=None)
        return
    if standing == body:
        return
    if doc.read_manifest(standing).version >= n:
        raise StoreDown(f"{key} holds version {doc.read_manifest(standing).version}, not older than {n}")
    press().put_if(key, body, JSON, BRIEF, etag=etag)


def _record_live(release: Release, publication: Publication, manifest: doc.Manifest) -> None:
    """Step (e)."""
    with transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(state=PublicationState.LIVE, live_at=timezone.now())
        shown = [photo.id for photo in manifest.live_photos]
        approved = Photo.objects.select_for_update().filter(pk__in=shown, state=PhotoState.APPROVED).order_by("pk")
        move_photos(list(approved), PhotoState.LIVE, audit=False)
        if release.state == ReleaseState.SCHEDULED:
            move_release(release, ReleaseState.LIVE, action=Action.PUBLISHED)
        record(
            Action(f"version_{manifest.status}"),
            MACHINE,
            release_id=release.pk,
            after={"version": publication.n, "photos": len(shown)},
        )
