"""Rows for tests, made through the record's own models; every value that a test does not name is plausible."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from archive.audit import Actor
from archive.models import Attachment, Batch, Original, Photo, Photographer, PressFile, Receipt, Release, Subscriber
from archive.orders import PhotoOrder
from archive.photos.fields import sealed_only
from archive.photos.press_files import sealed_fields, wanted_press_files
from archive.photos.renditions import wanted_renditions
from archive.publishing.subscribers import EVENTS
from archive.states import AttachmentState, PhotoState
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import rendition_key

EDITOR = Actor("editor")
APPROVER = Actor("approver")
_count = itertools.count(1)


def make_release(**fields: Any) -> Release:
    n = next(_count)
    defaults = {
        "slug": f"fest-{n}",
        "number": f"20260901-{n}",
        "date": dt.date(2026, 9, 1),
        "titles": {"de": f"Fest {n}"},
        "approved_revision": 1 if fields.get("state", "draft") != "draft" else None,
    }
    return Release.objects.create(**defaults | fields)


def make_photographer(name: str = "Michał Żółw", **fields: Any) -> Photographer:
    return Photographer.objects.create(**{"slug": f"p{next(_count)}", "name": name} | fields)


def make_photo(
    release: Release | None = None,
    state: str = PhotoState.READY,
    *,
    photographer: Photographer | None = None,
    metadata: PhotoMetadata | None = None,
    **fields: Any,
) -> Photo:
    """A photo with an original and all its renditions' rows (no objects), captioned in both languages.

    With a `position`, its release has an order by hand.
    """
    n = next(_count)
    release = release or make_release()
    batch, _new = Batch.objects.get_or_create(release=release, photographer=photographer or make_photographer())
    original = make_original(metadata)
    defaults = {
        "release": release,
        "batch": batch,
        "original": original,
        "filename": f"IMG_{n:04d}.JPG",
        "captions": {"de": "Ein Fest", "en": "A feast"},
        "alt_texts": {"de": "Menschen", "en": "People"},
        "state": state,
    }
    photo = Photo.objects.create(**defaults | fields)
    if photo.position:
        Release.objects.filter(pk=release.pk).update(photo_order=PhotoOrder.MANUAL)
    for order in wanted_renditions(photo):
        original.renditions.get_or_create(
            digest=order.digest,
            defaults={
                "profile": order.profile.name,
                "key": rendition_key(original.sha256, order.digest, order.profile.extension),
                "media_type": order.profile.media_type,
                "width": 800,
                "height": 533,
                "bytes": 1000,
                "sha256": f"{n:064x}",
            },
        )
    return photo


def make_attachment(
    release: Release | None = None,
    state: str = AttachmentState.READY,
    *,
    photographer: Photographer | None = None,
    **fields: Any,
) -> Attachment:
    """An attachment with its digest (no object), titled in both languages, and approved as it stands where it is."""
    n = next(_count)
    release = release or make_release()
    batch, _new = Batch.objects.get_or_create(release=release, photographer=photographer or make_photographer())
    defaults = {
        "release": release,
        "batch": batch,
        "filename": f"Plan {n}.pdf",
        "media_type": "application/pdf",
        "bytes": 1000,
        "sha256": f"{n:064x}",
        "titles": {"de": "Plan", "en": "Map"},
        "state": state,
        "approved_revision": 1 if state in ("approved", "live") else None,
    }
    return Attachment.objects.create(**defaults | fields)


def make_original(metadata: PhotoMetadata | None = None) -> Original:
    n = next(_count)
    facts = {"format": "JPEG", "width": 4000, "height": 3000}
    return Original.objects.create(
        sha256=f"{n:064x}",
        bytes=1000,
        facts=facts,
        metadata=(metadata or PhotoMetadata()).model_dump(mode="json"),
        taken="2026-09-01T18:00:00",
    )


def make_receipt(photo: Photo, key: str = "anna/fest/a.jpg", version: str = "v1", **fields: Any) -> Receipt:
    return Receipt.objects.create(
        **{"bucket": "incoming", "key": key, "version": version, "size": 1, "photo": photo} | fields
    )


def make_subscriber() -> Subscriber:
    """The website that is told by webhook, made at the first call."""
    columns = {"url": "https://example.org/hook", "events": list(EVENTS), "secret": "whsec_" + "A" * 44}
    return Subscriber.objects.get_or_create(name="Website", defaults=columns)[0]


def approve_all(release: Release) -> None:
    """Photos approved as they stand, with the rows of their press files, as the seal stage leaves them."""
    release.photos.filter(state=PhotoState.READY).update(state=PhotoState.APPROVED, due_at=None)
    for photo in release.photos.select_related("original", "batch__photographer", "release"):
        Photo.objects.filter(pk=photo.pk).update(approved_revision=photo.revision)
        fields = sealed_fields(photo)
        for want in wanted_press_files(photo):
            content = {
                "rendition": want.rendition,
                "sealed_only": sealed_only(fields),
                "key": f"sealed/{photo.pk}/{want.seal}/{want.profile.name}.{want.profile.extension}",
                "media_type": want.rendition.media_type,
                "width": want.rendition.width,
                "height": want.rendition.height,
                "bytes": 1000,
                "sha256": want.seal.ljust(64, "0"),
            }
            PressFile.objects.get_or_create(photo=photo, profile=want.profile.name, seal=want.seal, defaults=content)


def now() -> dt.datetime:
    return timezone.now()
