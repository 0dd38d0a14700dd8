"""What lies beside a photo joins it, whichever of the two comes first (decision 63).

A raw file, an XMP file or a memo is received as a photo is, and has a row of its own until its photo is found. Then it
becomes that photo's Companion, and the row goes. Where there is no photo it is refused with words that say so;
`call_waiting` has it looked at again when the photo comes.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from archive.audit import MACHINE, Action, record
from archive.errors import Overtaken
from archive.models import Attachment, Companion, Photo, Publication, Receipt
from archive.models.work import fresh_work, hold
from archive.photos.fields import later_values
from archive.problems import Problem
from archive.states import GOING, AttachmentState, PhotoState
from archive.store.buckets import archive, incoming
from archive.workflow import move_photo, update_row
from pipelines.companions import KINDS, common_beginning, is_beside, may_be_live
from pipelines.keys import companion_key
from pipelines.metadata.reconciliation import PhotoMetadata
from pipelines.upload_kinds import Kind, kind_of

WAITING = (
    "waits_for_photo",
    "camera_raw",
    "format_not_allowed",
    "not_a_photo",
    "broken",
    "truncated",
    "keeps_crashing",
)
"""The refusals of what may still find its photo; a raw file that came alone was judged by its content."""


@dataclass(frozen=True)
class StoredCompanion:
    """A file that the archive holds: its kind, SHA-256, size in bytes and media type."""

    kind: Kind
    sha256: str
    bytes: int
    media_type: str


def find_host(row: Photo | Attachment, key: str) -> Photo | None:
    """The photo that an upload, which has a row of its own, lies beside; the newest where several have that name.

    Whose it is stands in the keys: a photo that came with a shared key may be its camera's owner's by then.
    """
    if kind_of(key, 1) not in KINDS and not may_be_live(key):
        return None
    near = Receipt.objects.filter(_begins("key", key), photo__release=row.release_id)
    going = near.exclude(photo=row.pk).exclude(photo__state=PhotoState.REFUSED).select_related("photo")
    hosts = (one.photo for one in going.order_by("-seen_at", "-pk") if _is_photo(one) and is_beside(key, one.key))
    return next(hosts, None)


def _begins(column: str, key: str) -> Q:
    """Whether a column's key begins as this one does, as stores and systems compose letters with marks or take them
    apart.
    """
    beginning = common_beginning(key)
    spelt = {beginning, *(unicodedata.normalize(form, beginning) for form in ("NFC", "NFD"))}
    return reduce(or_, (Q(**{f"{column}__istartswith": each}) for each in sorted(spelt)))


def _is_photo(receipt: Receipt) -> bool:
    return kind_of(receipt.key, receipt.size) is Kind.PHOTO


@transaction.atomic
def attach(row: Photo | Attachment, key: str, file: StoredCompanion) -> Companion | None:
    """Make an upload its photo's companion and delete its own row; None where its photo is not there (any more)."""
    found = find_host(row, key)
    host = Photo.objects.select_for_update(of=("self",)).filter(pk=found.pk).first() if found else None
    if host is None or not hold(row):
        return None
    columns = {"kind": file.kind, "filename": row.filename, "bytes": file.bytes, "media_type": file.media_type}
    companion, new = Companion.objects.get_or_create(photo=host, sha256=file.sha256, defaults=columns)
    Companion.objects.filter(pk=companion.pk).update(removed_at=None)
    row.receipts.update(photo=None, attachment=None, companion=companion)
    row.delete()
    # What is approved or live stays as it is; while the photo is still developed, that reads the file.
    is_read_now = new and file.kind is Kind.SIDECAR and host.state == PhotoState.READY
    update_row(host, **(fresh_work() if is_read_now else {}))
    return companion


def call_waiting(photo: Photo) -> int:
    """Have what was refused for want of this photo looked at again; returns how many files.

    What lies beside a refused photo of the same name comes along.
    """
    keys = list(photo.receipts.values_list("key", flat=True))
    near = reduce(or_, (_begins("receipts__key", key) for key in keys), Q(pk__in=()))
    refused = Photo.objects.filter(near, release=photo.release_id, state=PhotoState.REFUSED).distinct()
    waiting = refused.filter(original=None, problem__in=WAITING)
    called = [one for one in waiting.prefetch_related("receipts") if _lies_beside(one.receipts.all(), keys)]
    for one in called:
        try:
            move_photo(one, PhotoState.RECEIVED, audit=False, **fresh_work())
        except Overtaken:
            continue
    films_called = 0
    films = Attachment.objects.filter(near, release=photo.release_id, state=AttachmentState.RECEIVED).distinct()
    for film in films.filter(problem=Problem.AWAITS_PHOTO).prefetch_related("receipts"):
        if _lies_beside(film.receipts.all(), keys):
            update_row(film, **fresh_work())
            films_called += 1
    beside = Companion.objects.filter(photo__in=refused)
    for companion in beside.prefetch_related("receipts"):
        if _lies_beside(companion.receipts.all(), keys):
            move_companions([companion], photo)
    return len(called) + films_called


def _lies_beside(receipts: Iterable[Receipt], keys: Iterable[str]) -> bool:
    return any(is_beside(receipt.key, key) for receipt in receipts for key in keys)


@transaction.atomic
def move_companions(companions: Iterable[Companion], to: Photo) -> None:
    """Give companions to another photo, which may have the same already."""
    for companion in companions:
        twin = to.companions.filter(sha256=companion.sha256).first()
        if twin:
            companion.receipts.update(companion=twin)
            companion.delete()
        else:
            Companion.objects.filter(pk=companion.pk).update(photo=to, read_at=None)


def unread_sidecars(photo: Photo) -> bool:
    """Whether an XMP file came that was not read yet."""
    return photo.companions.filter(kind=Kind.SIDECAR, read_at=None).exists()


def is_held_back(companion: Companion) -> bool:
    """Whether an XMP file was left unread because its photo was approved before it came. Needs its photo loaded."""
    return companion.kind == Kind.SIDECAR and companion.read_at is None and companion.photo.state in GOING


def mark_read(companions: Iterable[int]) -> None:
    """Note that these XMP files were read into their photo."""
    Companion.objects.filter(pk__in=companions, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def take_texts(photo: Photo, before: PhotoMetadata, after: PhotoMetadata, companions: Iterable[int]) -> None:
    """Write what a ready photo's XMP files say where nobody wrote anything else; an approved photo is left alone."""
    row = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if row.state != PhotoState.READY:
        return
    columns = later_values(row, before, after)
    told = [{name: getattr(row, name) for name in columns}, columns]
    # The credit and the place are read from there, too: whoever approves has not seen them as they are now.
    revision = {"revision": row.revision + 1} if columns or after != before else {}
    update_row(row, metadata=after.model_dump(mode="json"), **columns, **revision, **fresh_work())
    mark_read(companions)
    if columns:
        shown = [{name: _plain(value) for name, value in values.items()} for values in told]
        record(Action.EDITED, MACHINE, release_id=row.release_id, photo=row, before=shown[0], after=shown[1])


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def memos_to_remove(now: dt.datetime) -> QuerySet[Companion]:
    """The memos beside photos that went out long enough ago; none where the house keeps them."""
    if settings.KEEP_MEMOS_DAYS is None:
        return Companion.objects.none()
    out = Publication.objects.live().filter(release=OuterRef("photo__release"))
    long_ago = out.filter(live_at__lte=now - dt.timedelta(days=settings.KEEP_MEMOS_DAYS))
    memos = Companion.objects.filter(kind=Kind.MEMO, removed_at=None, photo__state=PhotoState.LIVE)
    return memos.filter(Exists(long_ago))


def remove_bytes(companion: Companion) -> None:
    """Delete a companion's bytes and uploads; its row stays and says so. Raises StoreError."""
    for receipt in companion.receipts.filter(cleared_at=None):
        incoming().delete(receipt.key, receipt.version_id)
        Receipt.objects.filter(pk=receipt.pk).update(cleared_at=timezone.now())
    kept = Companion.objects.filter(sha256=companion.sha256, removed_at=None)
    if not kept.exclude(pk=companion.pk).exists():
        archive().delete(companion_key(companion.sha256))
    Companion.objects.filter(pk=companion.pk).update(removed_at=timezone.now())


def is_companion(receipt: Receipt) -> bool:
    """Whether an upload belongs beside a photo, by its name."""
    return kind_of(receipt.key, receipt.size) in KINDS
