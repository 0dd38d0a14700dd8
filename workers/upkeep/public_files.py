"""The public bucket against the record: what a live version lacks is written again, what is not public is deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import F, Func, Q, Value
from pydantic import ValidationError

from archive import addresses
from archive.models import HumanUrl, Photo, PressFile, Publication, Release
from archive.publishing.versions import last_live
from archive.states import PhotoState, PublicationState, ReleaseState
from archive.store.buckets import press
from archive.store.errors import StoreDown
from pipelines.documents import manifest as doc
from workers.nudges import ask_for_zips
from workers.publish.derived import keys_of, release_files
from workers.publish.publish import restore
from workers.publish.spanning import write_spanning
from workers.upkeep.listed_folders import BY_PHOTO, Batch, batches, is_old, remove_orphan
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

_RELEASES_A_STEP = 200


def compare_photos(after: str) -> Iterator[Step]:
    """The public files of photos. A live photo that lacks one of its press files has its release looked at closely."""
    mending = Mending()
    for batch in batches(press(), "photos/", after, BY_PHOTO):
        removed = _remove_private(batch)
        yield batch.last, mending.of(_lacking(batch)) + Repairs(removed=removed)


def _lacking(batch: Batch) -> set[int]:
    """Releases of live photos that lack a public file, or have a press file that was not public yet."""
    names: dict[str, list[str]] = {}
    for stored in batch.objects:
        folder, _slash, name = stored.key.rpartition("/")
        names.setdefault(folder, []).append(name)
    files = PressFile.objects.filter(_live("photo__"), **batch.rows("photo_id"))
    rows = files.values_list("photo_id", "photo__release_id", "sha256", "profile", "key").iterator()
    lacking, with_files = set(), set()
    for photo_id, release_id, sha256, profile, key in rows:
        with_files.add(photo_id)
        ending = f"-{profile}.{key.rpartition('.')[2]}"
        folder = f"{addresses.photo_folder(photo_id)}{sha256[:16]}"
        if not any(name.endswith(ending) for name in names.get(folder, ())):
            lacking.add(release_id)
    photos = Photo.objects.filter(_live(), **batch.rows("pk")).values_list("pk", "release_id")
    return lacking | {release_id for pk, release_id in photos if pk not in with_files}


def _live(photo: str = "") -> Q:
    """Live photos of live releases on which nobody works, by the path to the photo."""
    return Q(
        **{
            f"{photo}state": PhotoState.LIVE,
            f"{photo}release__state": ReleaseState.LIVE,
            f"{photo}release__due_at": None,
        }
    )


def _remove_private(batch: Batch) -> int:
    """Delete the files of photos that are not public. Folders that are no photo's are orphans, too."""
    public = _public_photos(**batch.rows("pk"))
    unknown = [stored.key for stored in batch.objects if batch.folder(stored.key) not in public and is_old(stored)]
    if not unknown:
        return 0
    meanwhile = _public_photos(pk__in={batch.folder(key) for key in unknown})
    return sum(remove_orphan(press(), key) for key in unknown if batch.folder(key) not in meanwhile)


def _public_photos(**which: object) -> set[str]:
    """The ids of photos that are public or are being published at this moment."""
    public = Q(state=PhotoState.LIVE)
    going = Q(state=PhotoState.APPROVED, release__publications__state=PublicationState.MAKING)
    return set(Photo.objects.filter(public | going, **which).values_list("pk", flat=True))


def compare_downloads(after: str) -> Iterator[Step]:
    """The downloads at human URLs, folder by folder. Those of photos that are not public go; their URLs stay taken."""
    mending = Mending()
    for folder in sorted(folder for folder in _download_folders() if folder > after):
        urls = HumanUrl.objects.filter(folded__startswith=f"{folder.lower()}/")
        photos = {path: photo_id for path, photo_id in urls.values_list("path", "photo_id") if _folder(path) == folder}
        listed = set(press().keys(f"{folder}/"))
        removed = _remove_dead({path: photo_id for path, photo_id in photos.items() if path in listed})
        missing = [photo_id for path, photo_id in photos.items() if path not in listed]
        lacking = Photo.objects.filter(_live(), pk__in=missing).values_list("release_id", flat=True)
        yield folder, mending.of(lacking) + Repairs(removed=removed)


def _download_folders() -> Collection[str]:
    folder = Func(F("path"), Value("/[^/]*$"), Value(""), function="regexp_replace")
    return set(HumanUrl.objects.values_list(folder, flat=True).distinct())


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _remove_dead(photos: dict[str, str | None]) -> int:
    public = _public_photos(pk__in={photo_id for photo_id in photos.values() if photo_id})
    dead = [path for path, photo_id in photos.items() if photo_id not in public]
    for path in dead:
        press().delete(path)
    return len(dead)


def compare_releases(after: str) -> Iterator[Step]:
    """The documents of live releases: pointer, version, and what is derived from it."""
    mending = Mending()
    live = Release.objects.filter(state=ReleaseState.LIVE, due_at=None).order_by("pk")
    listed: set[str] = set()
    while releases := list(live.filter(pk__gt=int(after or 0)).values_list("pk", flat=True)[:_RELEASES_A_STEP]):
        listed = listed or set(press().keys("releases/")) | set(press().keys("txt/"))
        newest = dict(_newest(releases))
        lacking = [release_id for release_id, document in newest.items() if not _documents(document) <= listed]
        for release_id, document in newest.items():
            if not _zips(document) <= listed:
                ask_for_zips(release_id)
        after = str(releases[-1])
        yield after, mending.of(lacking)


def _newest(releases: list[int]) -> Iterator[tuple[int, str]]:
    newest = Publication.objects.live().filter(release__in=releases).order_by("release_id", "-n")
    return newest.distinct("release_id").values_list("release_id", "document").iterator(chunk_size=20)


def _documents(document: str) -> set[str]:
    """The keys of a version's documents; one that nobody has where it cannot be read, so that it is looked at."""
    try:
        manifest = doc.read_manifest(document)
    except ValidationError:
        return {"unreadable"}
    slug = manifest.release.slug
    version = {addresses.manifest_key(slug), addresses.version_key(slug, manifest.version)}
    return version | {file.key for file in release_files(manifest)}


def _zips(document: str) -> set[str]:
    try:
        return addresses.zip_keys(doc.read_manifest(document))
    except ValidationError:
        return set()


def compare_lists(after: str) -> Iterator[Step]:
    """The files that span releases. All are made again, and those that differ are written."""
    if not after:
        yield "", Repairs(restored=write_spanning())


class Mending:
    """Looks closely at releases that seem to lack something, at each once for as long as this lives."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def of(self, release_ids: Iterable[int]) -> Repairs:
        """Write again what these releases lack. One that cannot be is named in `broken`, and the others go on."""
        new = sorted(set(release_ids) - self._seen)
        self._seen.update(new)
        return sum(map(_mend, new), Repairs())


def _mend(release_id: int) -> Repairs:
    release = Release.objects.filter(pk=release_id, state=ReleaseState.LIVE, due_at=None).first()
    if release is None:
        return Repairs()
    try:
        return Repairs(restored=_restored(release))
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, StoreDown):
            press().head(addresses.INDEX_KEY)  # raises where it is the store that fails and not this release
        log.exception("release_broken", release=release.slug)
        return Repairs(broken=(release.slug,))


def _restored(release: Release) -> int:
    publication = last_live(release)
    if publication is None or _all_there(doc.read_manifest(publication.document)):
        return 0
    restore(release, publication)
    return 1


def _all_there(manifest: doc.Manifest) -> bool:
    wanted = keys_of(manifest)
    listed = {key for photo in manifest.live_photos for key in press().keys(addresses.photo_folder(photo.id))}
    return all(press().head(key) for key in wanted - listed)
