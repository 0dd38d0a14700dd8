"""Seal: an approved photo's pixels get its metadata, as the public will have them; private until published."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError

from archive.models import Photo, PressFile
from archive.photos.fields import sealed_only
from archive.photos.press_files import WantedPressFile, sealed_fields, wanted_press_files
from archive.photos.renditions import missing_renditions
from archive.states import GOING
from archive.store.buckets import archive
from archive.store.errors import StoreError
from pipelines.keys import sealed_key
from pipelines.sealing.seal import SealedFields
from pipelines.sealing.seal import seal as seal_pixels
from workers import leases

log = structlog.get_logger(__name__)
_AT_ONCE = 6


def seal(photo_id: str) -> bool:
    """Seal what is not sealed yet. False when pixels are missing first; every failure ends in the record."""
    photo = Photo.objects.select_related(*leases.PHOTO_WITH).filter(pk=photo_id).first()
    if photo is None or photo.state not in GOING:
        return True
    if missing_renditions(photo):
        return False
    if not leases.take(photo):
        return True
    try:
        seal_photo(photo)
    except (StoreError, DatabaseError, OSError, MemoryError, SoftTimeLimitExceeded) as error:
        leases.try_again(photo, leases.problem_of(error), str(error))
    else:
        leases.finish(photo)
    return True


def seal_photo(photo: Photo) -> None:
    """Make and store every press file the photo lacks; raises StoreError, and LookupError while pixels are missing."""
    fields = sealed_fields(photo)
    there = {(file.profile, file.seal) for file in photo.press_files.all()}
    missing = [want for want in wanted_press_files(photo) if (want.profile.name, want.seal) not in there]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        made = list(pool.map(lambda want: _seal_file(photo.pk, want, fields), missing))
    PressFile.objects.bulk_create(made, ignore_conflicts=True)


def _seal_file(photo_id: str, want: WantedPressFile, fields: SealedFields) -> PressFile:
    body = seal_pixels(archive().get(want.rendition.key), want.rendition.media_type, fields)
    key = sealed_key(photo_id, want.profile.name, want.seal, want.profile.extension)
    archive().put(key, body, want.rendition.media_type)
    return PressFile(
        photo_id=photo_id,
        rendition=want.rendition,
        profile=want.profile.name,
        seal=want.seal,
        sealed_only=sealed_only(fields),
        key=key,
        media_type=want.rendition.media_type,
        width=want.rendition.width,
        height=want.rendition.height,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
