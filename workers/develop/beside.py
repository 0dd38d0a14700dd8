"""Beside a photo: a raw file, an XMP file or a memo becomes its photo's companion, and XMP files are read into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from archive.models import Attachment, Photo, Receipt
from archive.photos import companions
from archive.photos.companions import StoredCompanion
from archive.problems import Problem
from archive.store.buckets import PRIVATE, archive, incoming
from archive.store.errors import Damaged, Missing
from pipelines.keys import companion_key
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.metadata.packet import MAX_PACKET_BYTES
from pipelines.refusal import Refusal, warning
from pipelines.upload_kinds import OTHER_TYPES, Kind, extension_of, kind_of
from workers import leases
from workers.develop.chamber import Chamber
from workers.failures import UploadMissing

log = structlog.get_logger(__name__)

_WAITS_FOR_PHOTO = timedelta(hours=1)
_MOST_SIDECARS = 20  # beside one photo; the newest count


def join_photo(photo: Photo, receipt: Receipt, path: Path) -> bool:
    """Keep an upload as its photo's companion: True, and its own row is gone. False for a raw file without a photo,
    which is judged by its content. Raises Refusal for what else finds no photo or is none of its kind.
    """
    kind = kind_of(receipt.key, receipt.size)
    if not receipt.size:
        raise Refusal("empty")
    if companions.find_host(photo, receipt.key) is None:
        return _refuse_alone(kind, receipt)
    _refuse_unfit(kind, receipt)
    sha256 = _kept(receipt, path)
    file = StoredCompanion(kind, sha256, path.stat().st_size, OTHER_TYPES[kind][extension_of(receipt.key)])
    joined = companions.attach(photo, receipt.key, file)
    if joined is None:
        return _refuse_alone(kind, receipt)
    log.info("joined_photo", companion=joined.pk, kind=kind, photo=joined.photo_id)
    return True


def belongs_to_photo(film: Attachment, receipt: Receipt, path: Path) -> bool:
    """Keep the moving part of a live photo as its photo's companion, or have it wait for that photo, which may be
    still to come; False once it has waited long enough, and is a video.
    """
    joined = None
    if companions.find_host(film, receipt.key):
        sha256 = _kept(receipt, path)
        file = StoredCompanion(Kind.LIVE, sha256, path.stat().st_size, film.media_type)
        joined = companions.attach(film, receipt.key, file)
    if joined:
        log.info("joined_photo", companion=joined.pk, kind=Kind.LIVE, photo=joined.photo_id)
        return True
    left = film.received_at + _WAITS_FOR_PHOTO - timezone.now()
    if left <= timedelta(0):
        return False
    leases.wait(film, Problem.AWAITS_PHOTO, "", left)
    return True


def _refuse_alone(kind: Kind, receipt: Receipt) -> bool:
    if kind is not Kind.RAW:
        raise Refusal("waits_for_photo")
    if receipt.size > settings.RECIPES.limits.bytes:
        raise Refusal("camera_raw", f"{receipt.size} bytes")
    return False


def _refuse_unfit(kind: Kind, receipt: Receipt) -> None:
    if receipt.size > settings.RECIPES.limits.bytes:
        raise Refusal("too_large", f"{receipt.size} bytes")
    if kind is Kind.SIDECAR and receipt.size > MAX_PACKET_BYTES:
        raise Refusal("sidecar_unreadable", f"{receipt.size} bytes")


def _kept(receipt: Receipt, path: Path) -> str:
    """The SHA-256 of an upload that is in the archive now, read back. It is fetched into `path`."""
    try:
        sha256 = incoming().fetch(receipt.key, path, receipt.version_id)
    except Missing as error:
        raise UploadMissing(str(error)) from error
    key = companion_key(sha256)
    if archive().head(key) is None:
        media_type = "application/octet-stream"
        if receipt.version_id:
            archive().copy(incoming(), receipt.key, key, media_type, PRIVATE, version=receipt.version_id)
        else:
            archive().put(key, path, media_type)
    if archive().digest(key) != sha256:
        raise Damaged(f"{key} reads back otherwise")
    return sha256


def read_sidecars(photo: Photo, path: Path, chamber: Chamber) -> tuple[int, ...]:
    """Read the file at `path`, the photo's original, together with the XMP files beside it.

    `photo.embedded` is what all of them say then. Returns the companions that are settled by it, those too that were
    not read, being too many or lost; none where there are none.
    """
    sidecars = list(photo.companions.filter(kind=Kind.SIDECAR).order_by("added_at", "pk"))
    files = []
    for companion in sidecars[-_MOST_SIDECARS:]:
        into = path.with_name(f"sidecar-{companion.pk}")
        try:
            archive().fetch(companion_key(companion.sha256), into)
        except Missing:
            log.error("companion_lost", key=companion_key(companion.sha256))
            continue
        files.append(into)
    if files:
        _set_metadata(photo, _read_with(photo, path, files, chamber))
    return tuple(companion.pk for companion in sidecars)


def _read_with(photo: Photo, path: Path, files: Sequence[Path], chamber: Chamber) -> PhotoMetadata:
    """What photo and XMP files say; where these bring the reader down, what the photo alone said before they came."""
    read = chamber.inspect(path, settings.RECIPES.limits, files).metadata
    if photo.original is None or warning("metadata_unreadable") not in read.warnings:
        return read
    own = photo.original.embedded
    return own.model_copy(update={"warnings": (*own.warnings, warning("sidecar_unread"))})


def _set_metadata(photo: Photo, read: PhotoMetadata) -> None:
    photo.metadata = read.model_dump(mode="json")
    photo.embedded = read
