"""Approved photos for measurements: rows as the stages leave them, and every object they name, each a few bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils import timezone
from PIL import Image

from archive.models import Batch, Original, Photo, Photographer, PressFile, Release, Rendition
from archive.photos.fields import sealed_only
from archive.photos.press_files import sealed_fields, wanted_press_files
from archive.photos.renditions import wanted_renditions
from archive.states import PhotoState
from archive.store.buckets import archive
from pipelines.keys import original_key, sealed_key
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import rendition_key

_SIZE = {"width": 800, "height": 533}


def approve_photos(release: Release, count: int) -> Release:
    """Give a release so many photos that can be published. Releases share their originals."""
    photographer, _new = Photographer.objects.get_or_create(slug="joerg", defaults={"name": "Jörg Brückner"})
    batch, _new = Batch.objects.get_or_create(release=release, photographer=photographer)
    photos = [
        Photo(
            release=release,
            batch=batch,
            original=original,
            filename=f"IMG_{n:05d}.JPG",
            captions={"de": "Ein Fest", "en": "A feast"},
            alt_texts={"de": "Menschen", "en": "People"},
            state=PhotoState.APPROVED,
        )
        for n, original in enumerate(_originals(count))
    ]
    for photo in photos:
        photo.approved_revision = photo.revision
    Photo.objects.bulk_create(photos)
    _make_renditions(photos)
    _make_press_files(
        Photo.objects.filter(release=release).select_related("original", "batch__photographer", "release")
    )
    return release


def _originals(count: int) -> list[Original]:
    facts, metadata = {"format": "JPEG", "width": 4000, "height": 3000}, PhotoMetadata().model_dump(mode="json")
    bodies = [f"original {n}".encode() for n in range(count)]
    made = [
        Original(
            sha256=hashlib.sha256(body).hexdigest(),
            bytes=len(body),
            facts=facts,
            metadata=metadata,
            taken="2026-09-01T18:00:00",
            verified_at=timezone.now(),
        )
        for body in bodies
    ]
    Original.objects.bulk_create(made, ignore_conflicts=True)
    _store((original_key(original.sha256), body) for original, body in zip(made, bodies, strict=True))
    found = Original.objects.in_bulk([original.sha256 for original in made], field_name="sha256")
    return [found[original.sha256] for original in made]


def _make_renditions(photos: list[Photo]) -> None:
    orders = wanted_renditions(photos[0])  # the same for all: one photographer, one size
    bodies = {order.profile.media_type: _picture(order.profile.format) for order in orders}
    made = [
        Rendition(
            original=photo.original,
            digest=order.digest,
            profile=order.profile.name,
            key=rendition_key(photo.original.sha256, order.digest, order.profile.extension),
            media_type=order.profile.media_type,
            **_content(bodies[order.profile.media_type]),
            **_SIZE,
        )
        for photo in photos
        if photo.original
        for order in orders
    ]
    Rendition.objects.bulk_create(made, ignore_conflicts=True)
    _store((rendition.key, bodies[rendition.media_type]) for rendition in made)


def _picture(kind: str) -> bytes:
    """One that can be sealed, which a correction does."""
    sink = io.BytesIO()
    Image.new("RGB", (8, 8)).save(sink, kind.upper())
    return sink.getvalue()


def _make_press_files(photos: Iterable[Photo]) -> None:
    made, bodies = [], []
    for photo in photos:
        only = sealed_only(sealed_fields(photo))
        for want in wanted_press_files(photo):
            key = sealed_key(photo.pk, want.profile.name, want.seal, want.profile.extension)
            bodies.append((key, key.encode()))
            made.append(
                PressFile(
                    photo=photo,
                    rendition=want.rendition,
                    profile=want.profile.name,
                    seal=want.seal,
                    sealed_only=only,
                    key=key,
                    media_type=want.rendition.media_type,
                    **_content(key.encode()),
                    **_SIZE,
                )
            )
    PressFile.objects.bulk_create(made)
    _store(bodies)


def _content(body: bytes) -> dict[str, Any]:
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def _store(objects: Iterable[tuple[str, bytes]]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: archive().put(one[0], one[1], "image/jpeg"), objects))
