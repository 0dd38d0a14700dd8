"""Compose: the record's working copy as the manifest of the next version."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from archive import addresses
from archive.models import Attachment, Photo, Publication, Release, Rendition
from archive.photos.credits import credit_of
from archive.photos.press_files import current_press_files
from archive.photos.renditions import stored_renditions, wanted_renditions
from archive.publishing.attachment_entries import attachment_entries, attachments_to_publish
from archive.publishing.going import Going, going_photos
from archive.publishing.human_urls import allocate_paths, expected_paths
from archive.publishing.manifests import manifest_of
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


def full_version(release: Release, last: Publication | None, n: int, going: Going | None = None) -> doc.Manifest:
    """The release as it stands, with every approved and live photo and attachment; withdrawn ones stay as tombstones.

    `going` are its photos, where they are loaded already. Raises NotSealed. Allocates human URLs, so it runs inside the
    transaction that stores the version.
    """
    going = going or going_photos(release)
    composed = _composed(going.photos)
    entries = [composed.get(pk) or going.kept[pk] for pk in going.order]
    public_before = _public(last) if last else None
    published_at = public_before.release.published_at if public_before else None
    now = timezone.now()
    attached = attachment_entries(attachments_to_publish(release), {entry.id for entry in entries})
    shown = doc.with_gaps(entries, public_before.photos if public_before else (), now)
    attachments = doc.with_gaps(attached, public_before.attachments if public_before else (), now)
    content = _Content(_text(release, published_at or now), shown, attachments, release.hero_id)
    return _version(release, last, n, content, now, release.correction_notes)


def _composed(photos: Sequence[Photo]) -> dict[str, doc.Photo]:
    files = {photo.pk: current_press_files(photo) for photo in photos}
    if unsealed := [photo for photo in photos if files[photo.pk] is None]:
        raise NotSealed(unsealed)
    paths = allocate_paths(photos)
    return {photo.pk: photo_entry(photo, files[photo.pk] or {}, paths[photo.pk]) for photo in photos}


def draft_version(release: Release, photos: list[Photo], attachments: Sequence[Attachment]) -> doc.Manifest:
    """What the next version would say now, for eyes inside: nothing is sealed, allocated or stored for it.

    `photos` are those of `photos_to_publish`, `attachments` of `attachments_to_publish`; one without a credit or with a
    rendition still to be made is left out.
    The files' addresses lead nowhere, and a download that was never public may yet be numbered.
    """
    prefetch_related_objects(photos, "original__renditions")
    drawn = {photo.pk: _drawn(photo) for photo in photos if credit_of(photo)}
    paths = expected_paths(photos)
    entries = [photo_entry(photo, files, paths[photo.pk]) for photo in photos if (files := drawn.get(photo.pk))]
    last = last_live(release)
    n, now = last.n + 1 if last else 1, timezone.now()
    ids = {entry.id for entry in entries}
    before = _public(last).photos if last else ()
    shown = doc.with_gaps(entries, (one for one in before if one.id in ids or isinstance(one, doc.Tombstone)), now)
    content = _Content(_text(release, None), shown, attachment_entries(attachments, ids), release.hero_id)
    return _version(release, last, n, content, now)


def _drawn(photo: Photo) -> dict[str, Rendition] | None:
    """The renditions as they would be sealed, by profile; None while one of them is missing."""
    stored = stored_renditions(photo)
    orders = wanted_renditions(photo)
    if any(order.digest not in stored for order in orders):
        return None
    return {order.profile.name: stored[order.digest] for order in orders}


def reduced_version(release: Release, last: Publication, n: int, gone: set[str]) -> doc.Manifest:
    """The last public version less some photos and attachments, and nothing else changed: edits in progress stay
    private."""
    before, now = _public(last), timezone.now()
    photos, attachments = doc.without_photos(before, gone, now), doc.without_attachments(before, gone, now)
    return _version(release, last, n, _Content(before.release, photos, attachments, before.hero), now)


def withdrawn_version(release: Release, last: Publication, n: int) -> doc.Manifest:
    """The end of a release: a status and tombstones."""
    before, now = _public(last), timezone.now()
    every = {one.id for one in (*before.photos, *before.attachments)}
    photos, attachments = doc.without_photos(before, every, now), doc.without_attachments(before, every, now)
    content = _Content(doc.withdrawn_release(before.release), photos, attachments, None)
    return _version(release, last, n, content, now, status="withdrawn")


def _public(last: Publication) -> doc.Manifest:
    """What the last version says, at today's addresses: a new one names no file at an address that has been left."""
    return addresses.as_of_today(manifest_of(last))


@dataclass(frozen=True)
class _Content:
    """What a version tells; `hero` leads if it is among the photos, else the first one does."""

    text: doc.ReleaseText
    photos: tuple[doc.Photo | doc.Tombstone, ...]
    attachments: tuple[doc.Attachment | doc.Tombstone, ...]
    hero: str | None


def _version(
    release: Release,
    last: Publication | None,
    n: int,
    content: _Content,
    now: datetime,
    notes: Mapping[str, str] | None = None,
    *,
    status: Literal["live", "withdrawn"] = "live",
) -> doc.Manifest:
    text, photos = content.text, content.photos
    leads = leading(content.hero, [photo.id for photo in photos if isinstance(photo, doc.Photo)])
    before = _public(last) if last else None
    if before and before.status == status == "live":
        corrections = corrections_of(before, text, photos, n, now, notes or {}, content.attachments)
        text = text.model_copy(update={"corrections": corrections})
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
            "attachments": content.attachments,
            "photos": doc.placed(photos, leads),
        }
    )


def _text(release: Release, published_at: datetime | None) -> doc.ReleaseText:
    languages = tuple(
        code for code in settings.RELEASE_LANGUAGES if release.titles.get(code) or release.texts.get(code)
    )
    values = release_fields.public_values(release)
    return doc.ReleaseText(**values, languages=languages, published_at=published_at)


def last_live(release: Release) -> Publication | None:
    """The version that is public, or that was public last; its document is fetched when it is asked for."""
    return release.publications.live().defer("document").last()
