"""Compose: the record's working copy as the manifest of the next version."""

from __future__ import annotations

import itertools
import secrets
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.models import HumanUrl, Photo, PressFile, Publication, Release
from archive.photos.credits import creator_of, credit_of
from archive.photos.wanted import current_press_files
from archive.releases.lifecycle import photos_to_publish
from pipelines.documents import manifest as doc
from pipelines.keys import press_photo_key, release_key, text_version_key
from pipelines.names import human_path, public_name, with_suffix


class NotSealed(Exception):
    """These photos have no current press files yet."""

    def __init__(self, photos: list[Photo]) -> None:
        super().__init__(", ".join(photo.filename for photo in photos))
        self.photos = photos


def full_version(release: Release, last: Publication | None, n: int) -> doc.Manifest:
    """The release as it stands, with every approved and live photo; withdrawn ones stay as tombstones.

    Raises NotSealed. Allocates human URLs, so it runs inside the transaction that stores the version.
    """
    photos = photos_to_publish(release)
    files = {photo.pk: current_press_files(photo) for photo in photos}
    if unsealed := [photo for photo in photos if files[photo.pk] is None]:
        raise NotSealed(unsealed)
    addresses = _human_urls(photos)
    entries = [_photo(photo, files[photo.pk] or {}, addresses[photo.pk]) for photo in photos]
    public_before = doc.read_manifest(last.document) if last else None
    published_at = public_before.release.published_at if public_before else None
    gone = _tombstones(public_before, {entry.id for entry in entries})
    return _version(release, last, n, "live", _text(release, published_at or timezone.now()), (*entries, *gone))


def reduced_version(release: Release, last: Publication, n: int, gone: set[str]) -> doc.Manifest:
    """The last public version less some photos, and nothing else changed: edits in progress stay private."""
    before = doc.read_manifest(last.document)
    return _version(release, last, n, before.status, before.release, doc.without_photos(before, gone))


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
) -> doc.Manifest:
    return doc.Manifest.model_validate(
        {
            "$schema": f"{settings.S3_PUBLIC_URL}/{doc.SCHEMA_PATH}",
            "status": status,
            "version": n,
            "previous": doc.Previous(version=last.n, sha256=last.sha256) if last else None,
            "made_at": timezone.now(),
            "nonce": secrets.token_hex(8),
            "publisher": settings.PUBLISHER,
            "languages": tuple(settings.RELEASE_LANGUAGES),
            "release": text,
            "photos": photos,
        }
    )


def _tombstones(before: doc.Manifest | None, present: set[str]) -> list[doc.Tombstone]:
    return [doc.Tombstone(id=photo.id) for photo in (before.photos if before else ()) if photo.id not in present]


def _text(release: Release, published_at: datetime) -> doc.ReleaseText:
    return doc.ReleaseText(
        slug=release.slug,
        number=release.number,
        date=release.date,
        dateline=release.dateline,
        titles=release.titles,
        subtitles=release.subtitles,
        summaries=release.summaries,
        texts=release.texts,
        contact=doc.Contact.model_validate(release.contact),
        links=tuple(doc.Link.model_validate(link) for link in release.links),
        terms=release.terms_of_use,
        published_at=published_at,
        expires_at=release.expires_at,
    )


def _photo(photo: Photo, files: dict[str, PressFile], address: str) -> doc.Photo:
    credit = credit_of(photo)
    return doc.Photo(
        id=photo.pk,
        credit=credit.text if credit else "",
        creator=creator_of(photo),
        captions=photo.captions,
        alt_texts=photo.alt_texts,
        headlines=photo.headlines,
        persons=tuple(photo.persons),
        crop=photo.crop,
        focal_point=photo.focal_point,
        taken=(photo.original.taken or None) if photo.original else None,
        download=_download(photo, files, address),
        renditions=tuple(
            doc.File.model_validate(_file(photo, files[profile.name]))
            for profile in settings.RECIPES.profiles
            if not profile.download
        ),
    )


def _download(photo: Photo, files: dict[str, PressFile], path: str) -> doc.Download:
    file = _file(photo, files[settings.RECIPES.download.name])
    return doc.Download.model_validate(
        {**file, "permalink": f"{settings.S3_PUBLIC_URL}/{path}", "filename": path.rpartition("/")[2]}
    )


def _file(photo: Photo, file: PressFile) -> dict[str, object]:
    profile = settings.RECIPES.profile(file.profile)
    key = press_photo_key(photo.pk, file.sha256, public_name(photo.filename), file.profile, profile.extension)
    return {
        "profile": file.profile,
        "href": f"{settings.S3_PUBLIC_URL}/{key}",
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "bytes": file.bytes,
        "sha256": file.sha256,
    }


def _human_urls(photos: list[Photo]) -> dict[str, str]:
    """Each photo's download address by its id, allocated once; on a clash (compared without case) numbered.

    All that are free are taken with one query; what clashed, with others or among themselves, is numbered one by one.
    """
    standing = _standing_urls(photos)
    first = {photo.pk: _first_path(photo) for photo in photos if photo.pk not in standing}
    HumanUrl.objects.bulk_create(
        (HumanUrl(photo_id=pk, path=path, folded=path.lower()) for pk, path in first.items()), ignore_conflicts=True
    )
    standing = _standing_urls(photos)
    return standing | {pk: _numbered_url(pk, path) for pk, path in first.items() if pk not in standing}


def _standing_urls(photos: list[Photo]) -> dict[str, str]:
    return dict(HumanUrl.objects.filter(photo__in=photos).values_list("photo_id", "path"))


def _first_path(photo: Photo) -> str:
    return human_path(settings.DOWNLOAD_PATH, _day(photo), public_name(photo.filename))


def _numbered_url(photo_id: str, first: str) -> str:
    for count in itertools.count(2):
        path = with_suffix(first, count)
        if HumanUrl.objects.filter(folded=path.lower()).exists():
            continue
        try:
            with transaction.atomic():
                HumanUrl.objects.create(photo_id=photo_id, path=path, folded=path.lower())
        except IntegrityError:
            continue
        break
    return path


def _day(photo: Photo) -> date:
    taken = photo.original.taken if photo.original else ""
    return date.fromisoformat(taken[:10]) if taken else photo.release.date


def public_key(href: str) -> str:
    """The key in the press bucket behind one of our own public addresses."""
    return href.removeprefix(f"{settings.S3_PUBLIC_URL}/")


def text_key(text: doc.ReleaseText) -> str:
    """Where the text version lies."""
    return text_version_key(text.number, text.slug)


def manifest_key(slug: str) -> str:
    """The pointer that readers poll."""
    return release_key(slug, "manifest.json")


def version_key(slug: str, n: int) -> str:
    """The immutable document of version `n`."""
    return release_key(slug, "v", f"{n}.json")


def public_keys(manifest: doc.Manifest) -> set[str]:
    """Every key in the press bucket that a public version consists of."""
    slug = manifest.release.slug
    keys = {manifest_key(slug), version_key(slug, manifest.version)}
    if manifest.status == "live":
        keys |= {release_key(slug, "captions.csv"), text_key(manifest.release)}
    for photo in manifest.live_photos:
        keys |= {public_key(href) for href in (photo.download.permalink, photo.download.href)}
        keys |= {public_key(file.href) for file in photo.renditions}
    return keys
