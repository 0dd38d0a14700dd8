"""Compose: the record's working copy as the manifest of the next version."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from archive import addresses
from archive.models import Photo, PressFile, Publication, Release, Rendition
from archive.photos import fields as photo_fields
from archive.photos.credits import creator_of, credit_of
from archive.photos.press_files import current_press_files, photos_to_publish
from archive.photos.renditions import stored_renditions, wanted_renditions
from archive.publishing.human_urls import allocate_paths, expected_paths
from archive.releases import fields as release_fields
from archive.releases.order import leading
from pipelines.documents import manifest as doc


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
    entries = [_photo(photo, files[photo.pk] or {}, paths[photo.pk]) for photo in photos]
    public_before = doc.read_manifest(last.document) if last else None
    published_at = public_before.release.published_at if public_before else None
    gone = _tombstones(public_before, {entry.id for entry in entries})
    text = _text(release, published_at or timezone.now())
    return _version(release, last, n, "live", text, (*entries, *gone), release.hero_id)


def draft_version(release: Release, photos: list[Photo]) -> doc.Manifest:
    """What the next version would say now, for eyes inside: nothing is sealed, allocated or stored for it.

    `photos` are those of `photos_to_publish`; one without a credit or with a rendition still to be made is left out.
    The files' addresses lead nowhere, and a download that was never public may yet be numbered.
    """
    drawn = {photo.pk: _drawn(photo) for photo in photos if credit_of(photo)}
    paths = expected_paths(photos)
    entries = [_photo(photo, files, paths[photo.pk]) for photo in photos if (files := drawn.get(photo.pk))]
    last = last_live(release)
    return _version(
        release, last, last.n + 1 if last else 1, "live", _text(release, None), tuple(entries), release.hero_id
    )


def _drawn(photo: Photo) -> dict[str, Rendition] | None:
    """The renditions as they would be sealed, by profile; None while one of them is missing."""
    stored = stored_renditions(photo)
    orders = wanted_renditions(photo)
    if any(order.digest not in stored for order in orders):
        return None
    return {order.profile.name: stored[order.digest] for order in orders}


def reduced_version(release: Release, last: Publication, n: int, gone: set[str]) -> doc.Manifest:
    """The last public version less some photos, and nothing else changed: edits in progress stay private."""
    before = doc.read_manifest(last.document)
    photos = doc.without_photos(before, gone)
    return _version(release, last, n, before.status, before.release, photos, before.hero)


def withdrawn_version(release: Release, last: Publication, n: int) -> doc.Manifest:
    """The end of a release: a status and tombstones."""
    before = doc.read_manifest(last.document)
    everything = {photo.id for photo in before.photos}
    return _version(
        release,
        last,
        n,
        "withdrawn",
        doc.withdrawn_release(before.release),
        doc.without_photos(before, everything),
    )


def _version(
    release: Release,
    last: Publication | None,
    n: int,
    status: str,
    text: doc.ReleaseText,
    photos: tuple[doc.Photo | doc.Tombstone, ...],
    hero: str | None = None,
) -> doc.Manifest:
    """A version of these photos; `hero` leads if it is among them, else the first one does."""
    public = [photo.id for photo in photos if isinstance(photo, doc.Photo)]
    return doc.Manifest.model_validate(
        {
            "$schema": addresses.url_of(addresses.SCHEMA_KEY),
            "status": status,
            "version": n,
            "previous": doc.Previous(version=last.n, sha256=last.sha256) if last else None,
            "made_at": timezone.now(),
            "nonce": secrets.token_hex(8),
            "publisher": settings.PUBLISHER,
            "languages": tuple(settings.RELEASE_LANGUAGES),
            "release": text,
            "hero": leading(hero, public),
            "photos": photos,
        }
    )


def _tombstones(before: doc.Manifest | None, present: set[str]) -> list[doc.Tombstone]:
    return [doc.Tombstone(id=photo.id) for photo in (before.photos if before else ()) if photo.id not in present]


def _text(release: Release, published_at: datetime | None) -> doc.ReleaseText:
    return doc.ReleaseText(**release_fields.public_values(release), published_at=published_at)


def _photo(photo: Photo, files: Mapping[str, PressFile | Rendition], path: str) -> doc.Photo:
    credit = credit_of(photo)
    return doc.Photo(
        id=photo.pk,
        credit=credit.text if credit else "",
        creator=creator_of(photo),
        **photo_fields.public_values(photo),
        taken=(photo.original.taken or None) if photo.original else None,
        download=_download(photo, files, path),
        renditions=tuple(
            doc.File.model_validate(_file(photo, files[profile.name]))
            for profile in settings.RECIPES.profiles
            if not profile.download
        ),
    )


def _download(photo: Photo, files: Mapping[str, PressFile | Rendition], path: str) -> doc.Download:
    file = _file(photo, files[settings.RECIPES.download.name])
    return doc.Download.model_validate(
        {**file, "permalink": addresses.url_of(path), "filename": path.rpartition("/")[2]}
    )


def _file(photo: Photo, file: PressFile | Rendition) -> dict[str, object]:
    profile = settings.RECIPES.profile(file.profile)
    name = photo_fields.public_name_of(photo)
    key = addresses.photo_key(photo.pk, file.sha256, name, file.profile, profile.extension)
    return {
        "profile": file.profile,
        "href": addresses.url_of(key),
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "bytes": file.bytes,
        "sha256": file.sha256,
    }


def last_live(release: Release) -> Publication | None:
    """The version that is public, or that was public last."""
    return release.publications.live().last()
