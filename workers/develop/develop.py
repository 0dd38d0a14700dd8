"""Develop: fetch and decode a photo once, make and store every missing rendition, then record all in one transaction.

Objects are stored before rows and under content keys, so a killed or repeated run leaves the same objects and rows.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from archive.errors import Overtaken
from archive.models import Original, Photo, Receipt, Rendition
from archive.models.work import finished_work, fresh_work, settled_work
from archive.people.cameras import give_to_owner
from archive.photos.bursts import group_photos, keep_likeness
from archive.photos.companions import call_waiting, is_companion, mark_read, take_texts, unread_sidecars
from archive.photos.fields import first_values
from archive.photos.press_files import current_press_files
from archive.photos.renditions import missing_renditions, wanted_renditions
from archive.problems import Problem
from archive.releases.gate import could_go
from archive.releases.unsorted import join
from archive.states import PhotoState
from archive.store.buckets import PRIVATE, archive, incoming
from archive.store.errors import Damaged, Missing
from archive.workflow import move_photo, update_row
from pipelines.imaging.darkroom import Developed, RenditionFile
from pipelines.keys import original_key
from pipelines.recipes import rendition_key
from pipelines.refusal import Refusal
from pipelines.upload_kinds import Kind, kind_of
from workers import journal, leases
from workers.develop.beside import join_photo, read_sidecars
from workers.develop.chamber import Chamber, ChamberCrash
from workers.develop.unpack import unpack
from workers.develop.uploaded import upload_of
from workers.failures import UploadMissing, recorded, refuse
from workers.metrics import CRASHES
from workers.publish.placeholders import keep_placeholder
from workers.publish.seal import seal_photo
from workers.scratch import scratch_folder

log = structlog.get_logger(__name__)

MAX_CRASHES = 3
"""A photo that brings the chamber down this often is refused."""

_PARALLEL_UPLOADS = 7  # the original and the whole default ladder


def develop(photo: Photo) -> None:
    """Make what a leased photo needs in pixels, if anything. Failures end in the record."""
    try:
        with recorded(photo):
            if photo.state == PhotoState.RECEIVED:
                move_photo(photo, PhotoState.DEVELOPING, audit=False)
            with scratch_folder() as folder:
                _develop(photo, folder)
    except ChamberCrash as crash:
        _count_crash(photo, crash)
    except Overtaken:
        log.info("overtaken", photo=photo.pk)


@lru_cache(maxsize=1)
def open_chamber() -> Chamber:
    """This process's chamber, started at the first call. It ends with the process."""
    limits = settings.RECIPES.limits
    return Chamber(memory=limits.memory, deadline=limits.seconds)


def close_chamber(grace: float = 0.0) -> None:
    """End this process's chamber as `Chamber.close` does, if it was ever opened."""
    if open_chamber.cache_info().currsize:
        open_chamber().close(grace)


def _develop(photo: Photo, folder: Path) -> None:
    if photo.state == PhotoState.READY and unread_sidecars(photo):
        _read_anew(photo, folder / "original")
        return
    if photo.original and not missing_renditions(photo):
        if photo.state == PhotoState.READY and could_go(photo):
            seal_photo(photo)
        _settle(photo, photo.original, ())
        _group(photo)
        return
    with journal.stage("developed", photo=photo.pk, release=photo.release.slug, holder=photo.leased_by):
        _develop_what_is_missing(photo, folder)
    if photo.pk and photo.original:
        call_waiting(photo)
        _group(photo)


def _read_anew(photo: Photo, path: Path) -> None:
    """Read a ready photo's file with the XMP files that came later; the photo is then due for what that changes."""
    before = photo.embedded
    _fetch(photo, None, path)
    read = read_sidecars(photo, path, open_chamber())
    take_texts(photo, before, photo.embedded, read)


def _group(photo: Photo) -> None:
    """In a transaction of its own: publishing locks a release before its photos."""
    if not photo.compared and not photo.release.is_unsorted:
        group_photos(photo.release)


def _develop_what_is_missing(photo: Photo, folder: Path) -> None:
    path = folder / "original"
    receipt = None if photo.original else upload_of(photo)
    if receipt and _is_no_photo(photo, receipt, path):
        return
    sha256 = _fetch(photo, receipt, path)
    if photo.original is None:
        if twin := photo.release.photos.filter(original__sha256=sha256).first():
            join(photo, twin)
            call_waiting(twin)
            return
        photo.original = _recognise(sha256, path)
        mark_read(read_sidecars(photo, path, open_chamber()))
        give_to_owner(photo)
    developed = _made_if_missing(photo, path, folder)
    _store(photo.original, receipt, path, developed, folder)
    _record(photo, photo.original, developed)


def _is_no_photo(photo: Photo, receipt: Receipt, path: Path) -> bool:
    """Whether an upload became something else: what a ZIP file holds, or another photo's companion."""
    if kind_of(receipt.key, receipt.size) is Kind.ARCHIVE:
        unpack(photo, receipt, path, open_chamber())
        return True
    return is_companion(receipt) and join_photo(photo, receipt, path)


def _made_if_missing(photo: Photo, path: Path, folder: Path) -> Developed:
    """The missing renditions. The whole ladder is made for them: each step is made from the next larger one."""
    missing = {order.digest for order in missing_renditions(photo)}
    if not missing:
        return Developed(renditions=(), warnings=())
    developed = open_chamber().develop(path, wanted_renditions(photo), folder, settings.RECIPES.limits)
    return developed.model_copy(update={"renditions": tuple(r for r in developed.renditions if r.digest in missing)})


def _fetch(photo: Photo, receipt: Receipt | None, path: Path) -> str:
    """Fetch the original into `path` and return its SHA-256: a new one from its upload, a known one from the archive.

    Raises Damaged where the archive returns other bytes, UploadMissing where there is no upload, and Refusal for one
    that is too large.
    """
    if photo.original:
        sha256 = archive().fetch(original_key(photo.original.sha256), path)
        if sha256 != photo.original.sha256:
            raise Damaged(f"the stored original reads back as {sha256[:12]}, not {photo.original.sha256[:12]}")
        return sha256
    if receipt is None:
        raise LookupError(f"{photo.pk} has neither an original nor an upload")
    if receipt.size > settings.RECIPES.limits.bytes:
        raise Refusal("too_large", f"{receipt.size} bytes")
    try:
        return incoming().fetch(receipt.key, path, receipt.version_id)
    except Missing as error:
        raise UploadMissing(str(error)) from error


def _recognise(sha256: str, path: Path) -> Original:
    """The row of these bytes: the stored one, or a new one that is not saved yet."""
    if known := Original.objects.filter(sha256=sha256).first():
        return known
    inspection = open_chamber().inspect(path, settings.RECIPES.limits)
    read = inspection.metadata
    return Original(
        sha256=sha256,
        bytes=path.stat().st_size,
        facts=inspection.facts.model_dump(mode="json"),
        metadata=read.model_dump(mode="json"),
        warnings=[*inspection.warnings, *read.warnings],
        taken=read.date_taken.value + read.utc_offset if read.date_taken else "",
    )


def _store(original: Original, receipt: Receipt | None, path: Path, developed: Developed, folder: Path) -> None:
    with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
        jobs = [pool.submit(_keep_original, original, receipt, path)] if original._state.adding else []
        for made in developed.renditions:
            key = rendition_key(original.sha256, made.digest, Path(made.filename).suffix[1:])
            jobs.append(pool.submit(archive().put, key, folder / made.filename, made.media_type))
        for job in jobs:
            job.result()


def _keep_original(original: Original, receipt: Receipt | None, path: Path) -> None:
    """Copy the upload inside the store where its version is known; that is half the work of sending it.

    Reconcile reads the copy back and compares its digest before the upload is ever deleted.
    """
    key, media_type = original_key(original.sha256), f"image/{original.facts['format'].lower()}"
    if receipt and receipt.version_id:
        archive().copy(incoming(), receipt.key, key, media_type, PRIVATE, version=receipt.version_id)
    else:
        archive().put(key, path, media_type)


def _record(photo: Photo, original: Original, developed: Developed) -> None:
    """Write original, renditions and the photo's next state in one transaction. Of two runs the second joins."""
    try:
        with transaction.atomic():
            columns = {name: getattr(original, name) for name in ("bytes", "facts", "metadata", "warnings", "taken")}
            original, _new = Original.objects.get_or_create(sha256=original.sha256, defaults=columns)
            rows = [_rendition(original, made) for made in developed.renditions]
            Rendition.objects.bulk_create(rows, ignore_conflicts=True)
            keep_likeness(original, developed.likeness)
            keep_placeholder(original, developed.placeholder)
            _settle(photo, original, developed.warnings)
    except IntegrityError:
        twin = photo.release.photos.filter(original__sha256=original.sha256).exclude(pk=photo.pk).first()
        if twin is None:
            raise
        join(photo, twin)


def _rendition(original: Original, made: RenditionFile) -> Rendition:
    return Rendition(
        original=original,
        digest=made.digest,
        profile=made.profile,
        key=rendition_key(original.sha256, made.digest, Path(made.filename).suffix[1:]),
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        bytes=made.bytes,
        sha256=made.sha256,
    )


def _settle(photo: Photo, original: Original, warnings: tuple[str, ...]) -> None:
    """Record that all pixels are there: a new photo is ready, an approved or live one is due for its seal."""
    columns: dict[str, Any] = {
        "original": original,
        "metadata": photo.metadata,
        "warnings": list(dict.fromkeys([*original.warnings, *photo.embedded.warnings, *warnings])),
        "pixels_due": False,
    }
    if photo.state == PhotoState.DEVELOPING:
        _make_ready(photo, original, columns)
    elif photo.state == PhotoState.READY:
        update_row(photo, **columns)
        leases.finish(photo, then=_work_ahead(photo))
    else:
        update_row(photo, **columns, **fresh_work())


def _work_ahead(photo: Photo) -> dict[str, Any]:
    """Have a ready photo sealed before its approval, once nobody has edited it for a while.

    This worker seals it when it has no uploads to develop, so that neither approval nor an embargo waits for it.
    """
    return settled_work() if could_go(photo) and not current_press_files(photo) else finished_work()


@transaction.atomic
def _make_ready(photo: Photo, original: Original, columns: dict[str, Any]) -> None:
    """Keep what an editor wrote meanwhile. A credit line or crop changed meanwhile makes the photo due again."""
    edited = Photo.objects.select_for_update().get(pk=photo.pk)
    same_pixels = all(getattr(edited, name) == getattr(photo, name) for name in ("credit", "crop", "focal_point"))
    work = finished_work() if same_pixels else fresh_work() | {"pixels_due": True}
    move_photo(photo, PhotoState.READY, audit=False, **columns | first_values(edited, photo.embedded) | work)
    if unread_sidecars(photo):
        update_row(photo, **fresh_work())
    elif same_pixels and could_go(photo):
        update_row(photo, **settled_work())


def _count_crash(photo: Photo, crash: ChamberCrash) -> None:
    CRASHES.inc()
    if photo.crashes + 1 >= MAX_CRASHES:
        refuse(photo, Problem.KEEPS_CRASHING, str(crash))
    else:
        leases.try_again(photo, Problem.KEEPS_CRASHING, str(crash), crashes=photo.crashes + 1)
