"""Seal: write an approved photo's metadata into its renditions, as the public will get them once published."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

from archive.models import Photo, PressFile
from archive.models.work import fresh_work
from archive.photos.fields import sealed_only
from archive.photos.press_files import WantedPressFile, sealed_fields, wanted_press_files
from archive.photos.renditions import missing_renditions
from archive.problems import Problem
from archive.store.buckets import archive
from archive.workflow import announce
from pipelines.keys import sealed_key
from pipelines.sealing.seal import SealedFields
from pipelines.sealing.seal import seal as seal_pixels
from workers import journal, leases
from workers.failures import Impossible, recorded
from workers.publish.placeholders import make_placeholders

_PARALLEL_FILES = 6


def seal(photo: Photo) -> None:
    """Seal what a leased photo lacks, or leave it to the develop worker if pixels are missing first.

    Failures end in the record.
    """
    with recorded(photo):
        if missing_renditions(photo):
            leases.finish(photo, then=fresh_work() | {"pixels_due": True})
            announce(photo)
        else:
            seal_photo(photo)
            leases.finish(photo)


def seal_photo(photo: Photo) -> int:
    """Make and store every press file the photo lacks; returns how many those were.

    Raises StoreError, Impossible where the metadata cannot be written, and LookupError while pixels are missing.
    """
    there = {(file.profile, file.seal) for file in photo.press_files.all()}
    missing = [want for want in wanted_press_files(photo) if (want.profile.name, want.seal) not in there]
    if not missing:
        return 0
    fields = sealed_fields(photo)
    if photo.original:
        make_placeholders([photo.original])
    with (
        journal.stage("sealed", photo=photo.pk, release=photo.release.slug, files=len(missing)),
        ThreadPoolExecutor(_PARALLEL_FILES) as pool,
    ):
        made = list(pool.map(lambda want: _seal_file(photo.pk, want, fields), missing))
    PressFile.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _seal_file(photo_id: str, want: WantedPressFile, fields: SealedFields) -> PressFile:
    pixels = archive().get(want.rendition.key)
    try:
        body = seal_pixels(pixels, want.rendition.media_type, fields)
    except ValueError as error:
        raise Impossible(Problem.NOT_SEALABLE, f"{want.rendition.key}: {error}") from error
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
