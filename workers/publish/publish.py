"""Publish: bring a release's public files to what the record says, in steps that can each be run again.

(a) transaction: version n is `making`, its document frozen
(b) press files copied
(c) `v/<n>.json` written, if it is not there
(d) `manifest.json` written over the one that was read, never over an equal or a newer version
(e) transaction: version and photos `live`
(f) projections rewritten, withdrawn files deleted

A withdrawal is a version like any other. Sealing before (a), (b) and (f) take long in a large release: they keep their
progress in the record and end with the slice, so a release of thousands of files needs no task of many minutes.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from archive import addresses
from archive.audit import MACHINE, Action, record
from archive.errors import GateClosed
from archive.models import Attachment, Original, Photo, Publication, Release
from archive.models.work import fresh_work
from archive.photos.decisions import end_rights
from archive.photos.press_files import photos_with_files
from archive.photos.renditions import missing_renditions
from archive.problems import Problem
from archive.publishing import versions
from archive.publishing.deliveries import write_deliveries
from archive.publishing.going import going_photos, keep_composed
from archive.publishing.manifests import manifest_of
from archive.publishing.versions import last_live
from archive.releases.gate import inspect_release
from archive.states import AttachmentState, PhotoState, PublicationState, ReleaseState
from archive.store.buckets import BRIEF, IMMUTABLE, press
from archive.store.errors import Missing, PreconditionLost, StoreDown
from archive.workflow import announce, move_attachment, move_photos, move_release, update_rows
from pipelines.documents import manifest as doc
from pipelines.documents.changes import notes_of, only_takes_away
from pipelines.documents.listing import entry_of
from workers import journal, leases
from workers.failures import Impossible, record_failure, recorded
from workers.nudges import ask_for_zips
from workers.publish.copying import copy_missing_files, copy_press_files, delete_copies
from workers.publish.derived import JSON
from workers.publish.placeholders import make_placeholders
from workers.publish.projections import project
from workers.publish.seal import seal_photo
from workers.publish.slices import SLICE, LeaseLost, Slice, SliceOver

log = structlog.get_logger(__name__)

_FILES_AGAIN = timedelta(seconds=3)
_SEALED_AT_LEAST = 8
_GATE_AGAIN = timedelta(seconds=20)


def publish(release: Release, deadline: float | None = None) -> None:
    """Make every version of a leased release that is due and put it online. Failures end in the record.

    Past the `deadline`, by the monotonic clock, the release is given back as due at once, between two pieces of work
    and neither as an attempt nor as a failure; the next call goes on there.
    """
    slice_ = Slice(release, time.monotonic() + SLICE if deadline is None else deadline)
    with recorded(release):
        try:
            _bring_up_to_date(release, slice_)
        except SliceOver:
            leases.finish(release, then=fresh_work())
            announce(release)
        except LeaseLost:
            log.info("lease_lost", release=release.slug)
        except GateClosed as closed:
            leases.wait(release, Problem.GATE_CLOSED, str(closed), _GATE_AGAIN)
        except versions.NotSealed as unsealed:
            _make_due(unsealed.photos)
            leases.wait(release, Problem.WAITING_FOR_FILES, str(unsealed), _FILES_AGAIN)
        else:
            leases.finish(release, then=_embargo(release))


def _bring_up_to_date(release: Release, slice_: Slice) -> None:
    while publication := _making(release, slice_) or _begin(release, slice_):
        _carry_out(release, publication, slice_)
    if (last := last_live(release)) and last.projected_at is None:
        project(release, last, slice_.pause)
        transaction.on_commit(lambda: ask_for_zips(release.pk))


def _embargo(release: Release) -> dict[str, Any] | None:
    """The work that is left of a release that was looked at before its time; None where nothing is left."""
    release.refresh_from_db(fields=["state", "goes_live_at"])
    return fresh_work(release.goes_live_at) if release.state == ReleaseState.SCHEDULED else None


def _making(release: Release, slice_: Slice) -> Publication | None:
    """A version that was begun before and is still wanted. One that is not is abandoned; its number stays unused."""
    publication = release.publications.making().first()
    if publication is None or _still_wanted(release, manifest_of(publication)):
        return publication
    _abandon(release, publication, slice_)
    return None


def _abandon(release: Release, publication: Publication, slice_: Slice) -> None:
    """Delete what was already copied: nothing of an abandoned version may stay public."""
    if release.state == ReleaseState.SCHEDULED:
        _take_pointer_back(release, publication)
    delete_copies(release, publication, slice_)
    press().delete(addresses.version_key(release.slug, publication.n))
    Publication.objects.filter(pk=publication.pk).update(state=PublicationState.ABANDONED)
    record(Action.ABANDONED, MACHINE, release_id=release.pk, after={"version": publication.n})
    _ask_again(release, publication)


def _take_pointer_back(release: Release, publication: Publication) -> None:
    """Whoever made the version may have died between showing it and saying so, before somebody postponed it."""
    key, last = addresses.manifest_key(release.slug), last_live(release)
    try:
        standing, etag = press().get_with_etag(key)
    except Missing:
        return
    if standing != publication.document.encode():
        return
    if last:
        press().put_if(key, last.document.encode(), JSON, BRIEF, etag=etag)
    else:
        press().delete(key)


def _ask_again(release: Release, abandoned: Publication) -> None:
    """Have the correction made that an abandoned version was to make, if it was to make one."""
    last = last_live(release)
    if release.state != ReleaseState.LIVE or last is None:
        return
    public, manifest = (addresses.as_of_today(manifest_of(one)) for one in (last, abandoned))
    if only_takes_away(public, manifest):
        return
    waiting = Release.objects.filter(pk=release.pk, correction_asked=False)
    waiting.update(correction_asked=True, correction_notes=notes_of(manifest))


def _still_wanted(release: Release, manifest: doc.Manifest) -> bool:
    """Whether the record still wants this version. Somebody may have withdrawn or postponed it meanwhile."""
    release.refresh_from_db(fields=["state", "goes_live_at"])
    if manifest.status == "withdrawn":
        return release.state == ReleaseState.WITHDRAWN
    if release.state == ReleaseState.SCHEDULED and release.goes_live_at and not _has_come(release.goes_live_at):
        return False
    return release.state in (ReleaseState.SCHEDULED, ReleaseState.LIVE) and not _withdrawn_in(release, manifest)


def _withdrawn_in(release: Release, manifest: doc.Manifest) -> set[str]:
    """Photos and attachments that the manifest shows and the record does not let out any more."""
    # Asked for all of the release: the database takes longer over a thousand ids than over its photos.
    going = {
        *release.photos.going().order_by().values_list("pk", flat=True),
        *release.attachments.going().order_by().values_list("pk", flat=True),
    }
    shown = {photo.id for photo in manifest.live_photos} | {one.id for one in manifest.live_attachments}
    return shown - going


def _begin(release: Release, slice_: Slice) -> Publication | None:
    """Step (a): freeze the next version, if one is due. Raises GateClosed and NotSealed.

    Approval sealed the files beforehand. What was edited since is sealed here, as long as the slice lasts.
    """
    if _full_version_due(release):
        # A right that ended since the last tick, as at the embargo's end itself, would close the gate until the next.
        end_rights(timezone.now())
        lacking = Original.objects.filter(photos__in=release.photos.going(), thumbhash="").distinct()
        make_placeholders(lacking, slice_.pause)
        # What was edited a moment ago is due for sealing. Done now, the version need not be composed twice.
        edited = release.photos.going().filter(due_at__isnull=False, pixels_due=False)
        _seal_each(list(photos_with_files(edited)), slice_)
    try:
        return _freeze(release)
    except versions.NotSealed as unsealed:
        if not _seal_each(unsealed.photos, slice_):
            raise
    return _freeze(release)


def _freeze(release: Release) -> Publication | None:
    with transaction.atomic():
        # An edit of the release waits for this row until the version is frozen.
        locked = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
        # A worker that lost its lease may have frozen it meanwhile, and leaves it to whoever has the lease now.
        if begun := locked.publications.making().first():
            return begun
        manifest = _next_version(locked)
        if manifest is None:
            return None
        document = doc.write_manifest(manifest)
        return Publication.objects.create(
            release=locked,
            n=manifest.version,
            document=document,
            sha256=doc.document_digest(document),
            entry=entry_of(manifest).model_dump(mode="json"),
        )


def _full_version_due(release: Release) -> bool:
    if release.state == ReleaseState.SCHEDULED:
        return release.goes_live_at is not None and _has_come(release.goes_live_at)
    return release.state == ReleaseState.LIVE and release.correction_asked


def _has_come(moment: datetime) -> bool:
    """By the record's clock, too: a machine whose own is fast ends no embargo early."""
    if moment > timezone.now():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return bool(moment <= cursor.fetchone()[0])


def _next_version(release: Release) -> doc.Manifest | None:
    last = last_live(release)
    newest = release.publications.last()
    n = newest.n + 1 if newest else 1
    public = manifest_of(last) if last else None
    if release.state == ReleaseState.WITHDRAWN:
        return versions.withdrawn_version(release, last, n) if last and public and public.status == "live" else None
    if last and public and release.state == ReleaseState.LIVE and (gone := _withdrawn_in(release, public)):
        return versions.reduced_version(release, last, n, gone)
    if not _full_version_due(release):
        return None
    going = going_photos(release)
    report = inspect_release(release, going.photos, passed=going.kept)
    if report.blockers:
        raise GateClosed(report.blockers)
    manifest = versions.full_version(release, last, n, going)
    transaction.on_commit(partial(keep_composed, release, going, manifest.live_photos))
    if release.correction_asked:
        Release.objects.filter(pk=release.pk).update(correction_asked=False, correction_notes={})
    return manifest


def _seal_each(photos: list[Photo], slice_: Slice) -> int:
    """Seal these photos; how many could be. Those sealed count for the next slice too, so it begins after them.

    Photos without pixels are left, and so are those that cannot be sealed: the version waits for them.
    """
    prefetch_related_objects(photos, "original__renditions")
    sealed = 0
    for photo in photos:
        if photo.original and photo.problem != Problem.NOT_SEALABLE and not missing_renditions(photo):
            try:
                sealed += seal_photo(photo) > 0
            except Impossible as error:
                record_failure(photo, error)
            # Every slice looks at all photos first. It must not end before it did some of the work it found.
            if sealed and sealed % _SEALED_AT_LEAST == 0:
                slice_.pause()
    return sealed


def _make_due(photos: list[Photo]) -> None:
    """Make photos without press files due: recipes may have changed. Parked ones wait for a person."""
    update_rows([photo for photo in photos if photo.due_at is None and not photo.parked], **fresh_work())


def _carry_out(release: Release, publication: Publication, slice_: Slice) -> None:
    """Steps (b) to (e)."""
    manifest = manifest_of(publication)
    copy_press_files(release, publication, manifest, slice_)
    body = publication.document.encode()
    _write_version(release, publication.n, body)
    if not _still_wanted(release, manifest):
        return
    _flip_pointer(release, publication.n, body)
    before = last_live(release)
    _record_live(release, publication, manifest, before)
    _note_changes(release, publication, before)


def _note_changes(release: Release, publication: Publication, before: Publication | None) -> None:
    """A line in the log for each photo that the public sees or misses since this version."""
    shown, shown_before = _shown(publication), _shown(before)
    seconds = (timezone.now() - publication.made_at).total_seconds()
    for photo in shown - shown_before:
        journal.note("published", seconds, photo=photo, release=release.slug, version=publication.n)
    for photo in shown_before - shown:
        journal.note("withdrawn", seconds, photo=photo, release=release.slug, version=publication.n)


def _shown(publication: Publication | None) -> set[str]:
    return {photo.id for photo in manifest_of(publication).live_photos} if publication else set()


def restore(release: Release, publication: Publication) -> None:
    """Write every public file of a live version that is missing. Raises StoreError."""
    manifest = manifest_of(publication)
    copy_missing_files(manifest)
    body = publication.document.encode()
    _write_version(release, publication.n, body)
    _flip_pointer(release, publication.n, body)
    project(release, publication)


def _write_version(release: Release, n: int, body: bytes) -> None:
    """Step (c)."""
    key = addresses.version_key(release.slug, n)
    try:
        press().put_if(key, body, JSON, IMMUTABLE, etag=None)
    except PreconditionLost:
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
    if (there := _version_of(standing.decode(), last_live(release))) >= n:
        raise StoreDown(f"{key} holds version {there}, not older than {n}")
    press().put_if(key, body, JSON, BRIEF, etag=etag)


def _version_of(document: str, last: Publication | None) -> int:
    """The number of the version that a public document is: nearly always the last one, which need not be read."""
    if last and doc.document_digest(document) == last.sha256:
        return last.n
    return doc.read_manifest(document).version


def _move_attachments(manifest: doc.Manifest) -> None:
    shown = Attachment.objects.filter(pk__in=[one.id for one in manifest.live_attachments])
    for attachment in shown.select_for_update().filter(state=AttachmentState.APPROVED).order_by("pk"):
        move_attachment(attachment, AttachmentState.LIVE, audit=False)


def _record_live(
    release: Release, publication: Publication, manifest: doc.Manifest, before: Publication | None
) -> None:
    """Step (e)."""
    with transaction.atomic():
        # Before its photos, as whoever edits it does.
        Release.objects.select_for_update(no_key=True).get(pk=release.pk)
        Publication.objects.filter(pk=publication.pk).update(state=PublicationState.LIVE, live_at=timezone.now())
        shown = [photo.id for photo in manifest.live_photos]
        approved = Photo.objects.select_for_update().filter(pk__in=shown, state=PhotoState.APPROVED).order_by("pk")
        move_photos(list(approved), PhotoState.LIVE, audit=False)
        _move_attachments(manifest)
        if release.state == ReleaseState.SCHEDULED:
            move_release(release, ReleaseState.LIVE, action=Action.PUBLISHED)
        record(
            Action(f"version_{manifest.status}"),
            MACHINE,
            release_id=release.pk,
            after={"version": publication.n, "photos": len(shown)},
        )
        write_deliveries(release, publication, before)
