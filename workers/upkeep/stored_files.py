"""The archive bucket against the record: rows whose object is lost, and objects that no row knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from archive import addresses
from archive.models import Companion, Original, Photo, PressFile, Rendition
from archive.models.work import fresh_work
from archive.photos.press_files import current_press_files, photos_with_files
from archive.states import PhotoState
from archive.store.buckets import PRIVATE, archive, press
from archive.store.errors import Missing
from archive.workflow import update_row
from pipelines.keys import companion_key, original_key
from workers.upkeep.listed_folders import BY_DIGEST, BY_PHOTO, Batch, batches, is_old, is_there, remove_orphan
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

log = structlog.get_logger(__name__)

_UNPUBLISHED = (PhotoState.READY, PhotoState.DECLINED)
_PHOTOS_A_STEP = 100


def forget_superseded(after: str) -> Iterator[Step]:
    """Delete the rows of press files that were sealed ahead and are no longer wanted; their objects are orphans then.

    Ready and declined photos are in no public version.
    """
    has_files = Exists(PressFile.objects.filter(photo=OuterRef("pk")))
    sealed_ahead = Photo.objects.filter(has_files, state__in=_UNPUBLISHED).order_by("pk")
    while photos := list(photos_with_files(sealed_ahead.filter(pk__gt=after)[:_PHOTOS_A_STEP])):
        superseded = [file.pk for photo in photos for file in _superseded(photo)]
        # The state is asked again, because a photo that was approved meanwhile keeps its files.
        PressFile.objects.filter(pk__in=superseded, photo__state__in=_UNPUBLISHED).delete()
        after = photos[-1].pk
        yield after, Repairs()


def _superseded(photo: Photo) -> list[PressFile]:
    """The press files that the photo does not want; a declined photo wants none."""
    current = current_press_files(photo) if photo.state == PhotoState.READY else None
    kept = {file.pk for file in (current or {}).values()}
    return [file for file in photo.press_files.all() if file.pk not in kept]


def compare_renditions(after: str) -> Iterator[Step]:
    """Make photos due whose renditions are lost, and delete renditions that no row knows."""
    for batch in batches(archive(), "renditions/", after, BY_DIGEST):
        rows = Rendition.objects.filter(**batch.rows("original__sha256"))
        known = dict(rows.values_list("key", "pk"))
        remade = _remake_renditions([known[key] for key in _lost(batch, known)])
        yield batch.last, Repairs(remade=remade, removed=_remove_unknown(batch, known, _known_renditions))


def _remake_renditions(lost: Collection[int]) -> int:
    """Forget these renditions and make due the photos that need them, both or neither."""
    if not lost:
        return 0
    with transaction.atomic():
        wanting = list(Photo.objects.filter(original__renditions__in=lost).values_list("pk", flat=True))
        Rendition.objects.filter(pk__in=lost).delete()
        return _make_due(Photo.objects.developed().filter(pk__in=wanting))


def _known_renditions(keys: Collection[str], folders: Collection[str]) -> set[str]:
    rows = Rendition.objects.filter(original__sha256__in=folders, key__in=keys)
    return set(rows.values_list("key", flat=True))


def compare_press_files(after: str) -> Iterator[Step]:
    """Copy lost press files back from the public bucket or make their photos due; delete those that no row knows."""
    for batch in batches(archive(), "sealed/", after, BY_PHOTO):
        known = dict(PressFile.objects.filter(**batch.rows("photo_id")).values_list("key", "pk"))
        remade = _remake_press_files([known[key] for key in _lost(batch, known)])
        yield batch.last, Repairs(remade=remade, removed=_remove_unknown(batch, known, _known_press_files))


def _remake_press_files(lost: Collection[int]) -> int:
    gone = [file for file in PressFile.objects.filter(pk__in=lost) if not _copied_back(file)]
    with transaction.atomic():
        PressFile.objects.filter(pk__in=[file.pk for file in gone]).delete()
        return _make_due(Photo.objects.developed().filter(pk__in={file.photo_id for file in gone}))


def _copied_back(file: PressFile) -> bool:
    """Whether the press bucket still had the same bytes, which are copied back."""
    extension = file.key.rpartition(".")[2]
    for key in press().keys(f"{addresses.photo_folder(file.photo_id)}{file.sha256[:16]}/"):
        if key.endswith(f"-{file.profile}.{extension}"):
            try:
                archive().copy(press(), key, file.key, file.media_type, PRIVATE)
            except Missing:
                return False
            return True
    return False


def _known_press_files(keys: Collection[str], folders: Collection[str]) -> set[str]:
    return set(PressFile.objects.filter(photo_id__in=folders, key__in=keys).values_list("key", flat=True))


def compare_originals(after: str) -> Iterator[Step]:
    """Note originals that the store lost, so that their uploads stay; delete those that no row knows."""
    for batch in batches(archive(), "originals/", after, BY_DIGEST):
        rows = Original.objects.filter(**batch.rows("sha256")).values_list("sha256", "pk")
        known = {original_key(sha256): pk for sha256, pk in rows}
        lost = _lost(batch, known)
        for key in lost:
            log.error("original_lost", key=key)
        Original.objects.filter(pk__in=[known[key] for key in lost]).update(verified_at=None, damaged_at=None)
        yield batch.last, Repairs(lost=len(lost), removed=_remove_unknown(batch, known, _known_originals))


def _known_originals(keys: Collection[str], folders: Collection[str]) -> set[str]:
    rows = Original.objects.filter(sha256__in=folders).values_list("sha256", flat=True)
    return set(map(original_key, rows)) & set(keys)


def compare_companions(after: str) -> Iterator[Step]:
    """Name companions that the store lost; delete those that no row knows, or whose row says that they were removed."""
    kept = Companion.objects.filter(removed_at=None)
    for batch in batches(archive(), "companions/", after, BY_DIGEST):
        known = {
            companion_key(sha256) for sha256 in kept.filter(**batch.rows("sha256")).values_list("sha256", flat=True)
        }
        lost = _lost(batch, known)
        for key in lost:
            log.error("companion_lost", key=key)
        yield batch.last, Repairs(lost=len(lost), removed=_remove_unknown(batch, known, _known_companions))


def _known_companions(keys: Collection[str], folders: Collection[str]) -> set[str]:
    rows = Companion.objects.filter(sha256__in=folders, removed_at=None).values_list("sha256", flat=True)
    return set(map(companion_key, rows)) & set(keys)


def _lost(batch: Batch, known: Iterable[str]) -> list[str]:
    """The keys of rows whose object is not listed and, asked for by name, is not there."""
    listed = {stored.key for stored in batch.objects}
    return [key for key in known if key not in listed and not is_there(archive(), key)]


def _remove_unknown(
    batch: Batch, known: Collection[str], ask: Callable[[Collection[str], Collection[str]], set[str]]
) -> int:
    """Delete old objects that no row knows, neither then nor now: a row may be younger than the first question."""
    unknown = [stored.key for stored in batch.objects if stored.key not in known and is_old(stored)]
    if not unknown:
        return 0
    meanwhile = ask(unknown, {batch.folder(key) for key in unknown})
    return sum(remove_orphan(archive(), key) for key in unknown if key not in meanwhile)


def _make_due(photos: QuerySet[Photo]) -> int:
    due = list(photos)
    for photo in due:
        update_row(photo, **fresh_work())
    return len(due)
