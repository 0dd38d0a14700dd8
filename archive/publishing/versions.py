"""Compose: the record's working copy as the manifest of the next version."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils import timezone

from archive import addresses
from archive.models import Photo, Publication, Release, Rendition
from archive.photos.credits import credit_of
from archive.photos.press_files import current_press_files, photos_to_publish
from archive.photos.renditions import stored_renditions, wanted_renditions
from archive.publishing.human_urls import allocate_paths, expected_paths
from archive.publishing.photo_entries import photo_entry
from archive.releases import fields as release_fields
from archive.releases.order import leading
from pipelines.documents import manifest as doc
from pipelines.documents.changes import corrections_of


class NotSealed(Exception):
    """These photos have no current press files yet."""

    def __init__(self, photos: list[Photo]) -> None:
        super().__init__(", ".join(photo.filename for photo in photos))
        self.photos = photos


def full_version(release: Release, last: Publication | None, n: int, photos: list[Photo] | None = None) -> doc.Manifest:
    """The release as it stands, with every approved and live photo; withdrawn ones stay as tombstones.

    `photos` are those of `photos_to_publish`, where they are loaded already. Raises NotSealed. Allocates human URLs,
    so it runs inside the transaction that stores the version.
    """
    photos = photos_to_publish(release) if photos is None else photos
    files = {photo.pk: current_press_files(photo) for photo in photos}
    if unsealed := [photo for photo in photos if files[photo.pk] is None]:
        raise NotSealed(unsealed)
    paths = allocate_paths(photos)
    entries = [photo_entry(photo, files[photo.pk] or {}, paths[photo.pk]) for photo in photos]
    public_before = doc.read_manifest(last.document) if last else None
    published_at = public_before.release.published_at if public_before else None
    now = timezone.now()
    gone = _tombstones(public_before, {entry.id for entry in entries}, now)
    text = _text(release, published_at or now)
    return _version(release, last, n, text, (*entries, *gone), release.hero_id, now, release.correction_notes)


def draft_version(release: Release, photos: list[Photo]) -> doc.Manifest:
    """What the next version would say now, for eyes inside: nothing is sealed, allocated or stored for it.

    `photos` are those of `photos_to_publish`; one without a credit or with a rendition still to be made is left out.
    The files' addresses lead nowhere, and a download that was never public may yet be numbered.
    """
    drawn = {photo.pk: _drawn(photo) for photo in photos if credit_of(photo)}
    paths = expected_paths(photos)
    entries = [photo_entry(photo, files, paths[photo.pk]) for photo in photos if (files := drawn.get(photo.pk))]
    last = last_live(release)
    n, now = last.n + 1 if last else 1, timezone.now()
    return _version(release, last, n, _text(release, None), tuple(entries), release.hero_id, now)


def _drawn(photo: Photo) -> dict[str, Rendition] | None:
    """The renditions as they would be sealed, by profile; None while one of them is missing."""
    stored = stored_renditions(photo)
    orders = wanted_renditions(photo)
    if any(order.digest not in stored for order in orders):
        return None
    return {order.profile.name: stored[order.digest] for order in orders}


def reduced_version(release: Release, last: Publication, n: int, gone: set[str]) -> doc.Manifest:
    """The last public version less some photos, and nothing else changed: edits in progress stay private."""
    before, now = doc.read_manifest(last.document), timezone.now()
    return _version(release, last, n, before.release, doc.without_photos(before, gone, now), before.hero, now)


def withdrawn_version(release: Release, last: Publication, n: int) -> doc.Manifest:
    """The end of a release: a status and tombstones."""
    before, now = doc.read_manifest(last.document), timezone.now()
    photos = doc.without_photos(before, {photo.id for photo in before.photos}, now)
    return _version(release, last, n, doc.withdrawn_release(before.release), photos, None, now, status="withdrawn")


def _version(
    release: Release,
    last: Publication | None,
    n: int,
    text: doc.ReleaseText,
    photos: tuple[doc.Photo | doc.Tombstone, ...],
    hero: str | None,
    now: datetime,
    notes: Mapping[str, str] | None = None,
    *,
    status: Literal["live", "withdrawn"] = "live",
) -> doc.Manifest:
    """A version of these photos; `hero` leads if it is among them, else the first one does."""
    leads = leading(hero, [photo.id for photo in photos if isinstance(photo, doc.Photo)])
    before = doc.read_manifest(last.document) if last else None
    if before and before.status == status == "live":
        text = text.model_copy(update={"corrections": corrections_of(before, text, photos, n, now, notes or {})})
    return doc.Manifest.model_validate(
        {
            "$schema": addresses.url_of(addresses.SCHEMA_KEY),
            "status": status,
            "version": n,
            "previous": doc.Previous(version=last.n, sha256=last.sha256) if last else None,
            "made_at": now,
            "nonce": secrets.token_hex(8),
            "publisher": settings.PUBLISHER,
            "languages": tuple(settings.RELEASE_LANGUAGES),
            "release": text,
            "hero": leads,
            "photos": doc.placed(photos, leads),
        }
    )


def _tombstones(before: doc.Manifest | None, present: set[str], now: datetime) -> list[doc.Tombstone]:
    """Those that were public, or tombstones already, and are not in the next version."""
    return [
        doc.Tombstone(id=photo.id, withdrawn_at=now) if isinstance(photo, doc.Photo) else photo
        for photo in (before.photos if before else ())
        if photo.id not in present
    ]


def _text(release: Release, published_at: datetime | None) -> doc.ReleaseText:
    languages = tuple(
        code for code in settings.RELEASE_LANGUAGES if release.titles.get(code) or release.texts.get(code)
    )
    values = release_fields.public_values(release)
    return doc.ReleaseText(**values, languages=languages, published_at=published_at)


def last_live(release: Release) -> Publication | None:
    """The version that is public, or that was public last."""
    return release.publications.live().last()
