"""Reconcile: compare every stored object with its row and every row with its object, and repair both.

The work is split into shards by the first character of digests and photo ids, so that a shard takes seconds even in a
large archive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import addresses
from archive.models import UNSORTED, HumanUrl, Original, Photo, PressFile, Receipt, Release, Rendition
from archive.models.photo import PHOTO_ID_ALPHABET
from archive.models.work import fresh_work
from archive.photos.press_files import current_press_files, photos_with_files
from archive.publishing.versions import last_live
from archive.states import PhotoState, PublicationState, ReleaseState
from archive.store.buckets import PRIVATE, Bucket, archive, incoming, press
from archive.store.errors import Missing
from archive.workflow import update_row
from pipelines.documents import manifest as doc
from pipelines.keys import original_key
from workers.publish.publish import restore

log = structlog.get_logger(__name__)

SHARDS = PHOTO_ID_ALPHABET
"""The first characters of photo ids. Those of digests, which are hexadecimal, are among them."""

_MAX_PER_PASS = 100  # originals read back and uploads deleted, for one shard at a time
_MIN_ORPHAN_AGE = timedelta(hours=1)  # a younger object may belong to a task that has not written its rows yet


@dataclass(frozen=True)
class Repairs:
    """What a pass did: photos made due, releases restored, orphans and uploads deleted, originals verified."""

    remade: int = 0
    restored: int = 0
    removed: int = 0
    verified: int = 0
    cleared: int = 0

    def __add__(self, other: Repairs) -> Repairs:
        return Repairs(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def reconcile() -> Repairs:
    """Reconcile every shard, one after the other. Raises StoreError; the next pass repairs the rest."""
    return sum(map(reconcile_shard, SHARDS), Repairs())


def reconcile_shard(shard: str) -> Repairs:
    """Reconcile one shard of all three buckets."""
    _forget_superseded(shard)
    return Repairs(
        remade=_remake_lost_files(shard),
        restored=_restore_lost_publications(shard),
        removed=_remove_orphans(shard),
        verified=_verify_originals(shard),
        cleared=_clear_uploads(shard),
    )


def _remake_lost_files(shard: str) -> int:
    """Delete rows whose object is gone, and make the photos due that need it."""
    renditions = set(archive().keys(f"renditions/{shard}"))
    rows = Rendition.objects.filter(original__sha256__startswith=shard)
    lost = [pk for pk, key in rows.values_list("pk", "key").iterator() if key not in renditions]
    wanting = set(Photo.objects.filter(original__renditions__in=lost).values_list("pk", flat=True))
    Rendition.objects.filter(pk__in=lost).delete()
    sealed = set(archive().keys(f"sealed/{shard}"))
    for file in PressFile.objects.filter(photo__id__startswith=shard).iterator():
        if file.key not in sealed and not _copied_back(file):
            wanting.add(file.photo_id)
            file.delete()
    return _make_due(Photo.objects.developed().filter(pk__in=wanting))


def _copied_back(file: PressFile) -> bool:
    """Whether the press bucket still had the same bytes, which are copied back."""
    extension = file.key.rpartition(".")[2]
    for key in press().keys(f"{addresses.photo_folder(file.photo_id)}{file.sha256[:16]}/"):
        if key.endswith(f"-{file.profile}.{extension}"):
            archive().copy(press(), key, file.key, file.media_type, PRIVATE)
            return True
    return False


def _make_due(photos: QuerySet[Photo]) -> int:
    due = list(photos)
    for photo in due:
        update_row(photo, **fresh_work())
    return len(due)


def _restore_lost_publications(shard: str) -> int:
    """Write public files again that are missing from the press bucket. A release's shard follows from its id."""
    restored = 0
    idle = Release.objects.filter(state=ReleaseState.LIVE, due_at=None)
    for release in (release for release in idle.iterator() if SHARDS[release.pk % len(SHARDS)] == shard):
        publication = last_live(release)
        if publication and not _all_there(doc.read_manifest(publication.document)):
            restore(release, publication)
            restored += 1
    return restored


def _all_there(manifest: doc.Manifest) -> bool:
    wanted = addresses.keys_of(manifest)
    listed = {key for photo in manifest.live_photos for key in press().keys(addresses.photo_folder(photo.id))}
    return all(press().head(key) for key in wanted - listed)


def _forget_superseded(shard: str) -> None:
    """Delete the rows of press files that were sealed ahead and are no longer wanted; their objects are orphans then.

    Ready and declined photos are in no public version.
    """
    unpublished = (PhotoState.READY, PhotoState.DECLINED)
    photos = Photo.objects.filter(state__in=unpublished, pk__startswith=shard, press_files__isnull=False).distinct()
    superseded = [file.pk for photo in photos_with_files(photos) for file in _superseded(photo)]
    # The state is asked again, because a photo that was approved meanwhile keeps its files.
    PressFile.objects.filter(pk__in=superseded, photo__state__in=unpublished).delete()


def _superseded(photo: Photo) -> list[PressFile]:
    """The press files that the photo does not want; a declined photo wants none."""
    current = current_press_files(photo) if photo.state == PhotoState.READY else None
    kept = {file.pk for file in (current or {}).values()}
    return [file for file in photo.press_files.all() if file.pk not in kept]


def _remove_orphans(shard: str) -> int:
    """Delete objects that no row knows: tasks that died between store and record left them behind."""
    renditions = Rendition.objects.filter(original__sha256__startswith=shard)
    sealed = PressFile.objects.filter(photo__id__startswith=shard)
    originals = Original.objects.filter(sha256__startswith=shard).values_list("sha256", flat=True)
    removed = (
        _remove_unknown(archive(), f"renditions/{shard}", set(renditions.values_list("key", flat=True)).__contains__),
        _remove_unknown(archive(), f"sealed/{shard}", set(sealed.values_list("key", flat=True)).__contains__),
        _remove_unknown(archive(), f"originals/{shard}", set(map(original_key, originals)).__contains__),
        _remove_unknown(press(), f"photos/{shard}", _belongs_to(_public_photos(shard))),
        _remove_dead_downloads(shard),
    )
    return sum(removed)


def _public_photos(shard: str) -> set[str]:
    """The ids of photos that are public or are being published at this moment."""
    public = Q(state=PhotoState.LIVE)
    going = Q(state=PhotoState.APPROVED, release__publications__state=PublicationState.MAKING)
    return set(Photo.objects.filter(public | going, pk__startswith=shard).values_list("pk", flat=True))


def _belongs_to(photo_ids: set[str]) -> Callable[[str], bool]:
    return lambda key: key.split("/")[1] in photo_ids


def _remove_unknown(bucket: Bucket, prefix: str, is_known: Callable[[str], bool]) -> int:
    old = timezone.now() - _MIN_ORPHAN_AGE
    unknown = [stored.key for stored in bucket.objects(prefix) if not is_known(stored.key) and stored.modified < old]
    for key in unknown:
        log.info("orphan_removed", bucket=bucket.name, key=key)
        bucket.delete(key)
    return len(unknown)


def _remove_dead_downloads(shard: str) -> int:
    """Delete the downloads of photos that are not public. Their human URLs stay taken."""
    public = _public_photos(shard)
    urls = HumanUrl.objects.filter(photo__id__startswith=shard).values_list("photo_id", "path")
    dead = [path for photo_id, path in urls if photo_id not in public and press().head(path)]
    for path in dead:
        press().delete(path)
    return len(dead)


def _verify_originals(shard: str) -> int:
    """Read originals back from the archive. An upload is deleted only after its original had the right digest."""
    verified = 0
    for original in Original.objects.filter(sha256__startswith=shard, verified_at=None)[:_MAX_PER_PASS]:
        try:
            right = archive().digest(original_key(original.sha256)) == original.sha256
        except Missing:
            right = False
        if right:
            Original.objects.filter(pk=original.pk).update(verified_at=timezone.now())
            verified += 1
        else:
            log.error("original_damaged", original=original.sha256)
    return verified


def _clear_uploads(shard: str) -> int:
    """Delete uploads whose original was verified long enough ago; refused and unsorted ones stay."""
    old = timezone.now() - timedelta(days=settings.KEEP_UPLOADS_DAYS)
    done = Receipt.objects.filter(cleared_at=None, photo__id__startswith=shard, photo__original__verified_at__lt=old)
    done = done.exclude(photo__state=PhotoState.REFUSED).exclude(photo__release__slug=UNSORTED)
    receipts = list(done[:_MAX_PER_PASS])
    for receipt in receipts:
        incoming().delete(receipt.key, receipt.version_id)
        Receipt.objects.filter(pk=receipt.pk).update(cleared_at=timezone.now())
    return len(receipts)
