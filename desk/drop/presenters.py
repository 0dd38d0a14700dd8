"""A photographer's drops, and every file of one drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from archive.addresses import photo_page_key, url_of
from archive.drops.batches import own_batches
from archive.drops.doors import Door
from archive.models import Attachment, Batch, Companion, Photo, Receipt, Release
from archive.people.terms import terms_to_accept
from archive.photos.decline_reasons import reasons_of
from archive.problems import Problem
from archive.releases.lifecycle import unsorted
from archive.states import PhotoState, ReleaseState
from desk.components.changes import take_snapshot
from desk.components.labels import problem_for_sender
from desk.components.progress import Progress, progress_by_batch
from desk.components.texts import for_reader, title_of
from desk.contact_sheet.tiles import Tile, make_tiles
from desk.drop.attached import ArrivedAttachment, attachments_through, rows_of
from pipelines.upload_kinds import extension_of

SHOWN = 24
"""Files that arrived, as far as the page shows them before somebody asks for all."""
_LONGEST_FORMAT = 4
_LABELS = {
    PhotoState.RECEIVED: _("being read"),
    PhotoState.DEVELOPING: _("being developed"),
    PhotoState.READY: _("arrived"),
    "parked": _("arrived, needs the office"),
}


@dataclass(frozen=True)
class Arrived:
    """One file as its photographer sees it; `path` is its key below the door."""

    tile: Tile
    path: str
    size: int
    reason: str = ""
    """Why an editor declined it, where they said so."""
    url: str = ""
    """Its public page."""
    beside: str = ""
    """The names of what came beside it and joined it."""
    picture: str = ""
    """The address of its small picture, for those who may see it."""

    @property
    def megabytes(self) -> float:
        """Its size, as limits are told."""
        return max(0.1, self.size / 1_000_000)

    @property
    def problem(self) -> str:
        """What keeps it from being used, and what its sender does now."""
        return problem_for_sender(self.tile.photo)

    @property
    def format(self) -> str:
        """What stands for its picture while there is none: `HEIC`; empty where its name ends in something else."""
        extension = extension_of(self.tile.photo.filename)
        return extension.upper() if len(extension) <= _LONGEST_FORMAT else ""

    @property
    def label(self) -> str:
        """Its state in the reader's language."""
        return str(_LABELS.get(self.tile.icon) or self.tile.state_label)

    @property
    def is_unexplained(self) -> bool:
        """Whether it was declined and nobody said why."""
        return self.tile.photo.state == PhotoState.DECLINED and not self.reason

    @property
    def is_wanted_again(self) -> bool:
        """Whether its photographer must send something else."""
        return self.tile.photo.state == PhotoState.REFUSED or self.tile.photo.problem == Problem.UPLOAD_MISSING


def drops_context(user: User) -> dict[str, Any]:
    """Every drop of a photographer with its progress, newest first, and the releases that wait for photos of theirs."""
    batches = list(own_batches(user).order_by("-created_at"))
    progress = progress_by_batch(Release.objects.filter(batches__in=batches))
    drops = [(batch, progress.get(batch.pk, Progress({}))) for batch in batches]
    facts = [(batch.pk, sorted(found.counts.items())) for batch, found in drops]
    waiting = _waiting(user, {batch.release_id for batch in batches})
    snapshot = take_snapshot([facts, [one.pk for one in waiting]], busy=any(found.running for _batch, found in drops))
    return {"drops": drops, "waiting": waiting, "snapshot": snapshot}


def _waiting(user: User, begun: set[int]) -> list[Release]:
    """The releases for which an editor made this photographer a drop link, and that have no photo of theirs yet."""
    invited = Release.objects.filter(drop_links__photographer__account=user, drop_links__revoked_at=None)
    going = invited.exclude(state=ReleaseState.WITHDRAWN).exclude(pk__in=begun)
    return list(going.distinct().order_by("-date", "-pk")[:20])


def batch_context(batch: Batch, *, everything: bool) -> dict[str, Any]:
    """One drop with the state of every file."""
    attachments = list(batch.attachments.select_related("release", "batch__photographer").order_by("-received_at"))
    return {"batch": batch, **_files(list(_loaded(batch.photos.all())), attachments, None, everything)}


def door_context(door: Door, batch: Batch | None, *, everything: bool) -> dict[str, Any]:
    """What came through a door, or through one link to it."""
    photos = list(_loaded(_photos_of(door, batch)))
    told = door.link is not None or (batch is not None and bool(getattr(batch, "is_told", False)))
    limits = settings.RECIPES.limits
    page: dict[str, Any] = {"door": door, "batch": batch, "is_told": told, "heading": _heading(door, told)}
    page |= {"megabytes": limits.megabytes, "kinds": _kinds(heic=limits.heic)}
    page |= {"attachment_megabytes": settings.MAX_ATTACHMENT_BYTES / 1_000_000}
    return page | _terms(door) | _files(photos, attachments_through(door, batch), door, everything)


def _terms(door: Door) -> dict[str, Any]:
    """What must be accepted first."""
    terms = terms_to_accept(door.link or door.photographer)
    return {"terms": terms, "terms_text": for_reader(terms.texts) if terms else ""}


def _photos_of(door: Door, batch: Batch | None) -> QuerySet[Photo]:
    receipts = Receipt.objects.filter(photo=OuterRef("pk")).order_by()
    if door.link:
        files = door.link.files.order_by()
        own = Photo.objects.filter(Exists(receipts.filter(key__in=files.values("key"))))
        same = Q(original=None) | Q(original__sha256__in=files.values("sha256"))
        return own.filter(same)
    through = Exists(receipts.filter(key__startswith=door.prefix))
    if batch:
        # What came with a shared key is its camera's owner's by then; whoever sent it waits for it here.
        return Photo.objects.filter(Q(batch=batch) | through, release=batch.release_id)
    return Photo.objects.filter(through, batch__photographer=door.photographer, release=unsorted())


def _loaded(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    return photos.select_related("original", "batch__photographer", "release").order_by("-received_at", "-pk")


def _files(
    photos: Sequence[Photo], attachments: list[Attachment], door: Door | None, everything: bool
) -> dict[str, Any]:
    """The files by what is wanted of their photographer, attachments first, the newest first; and how many came."""
    known = Q(photo__in=photos) | Q(attachment__in=attachments)
    receipts = list(Receipt.objects.filter(known).order_by("seen_at", "pk"))
    beside = names_beside(photos)
    facts = [[(one.pk, one.changed_at) for one in (*photos, *attachments)], len(receipts)]
    attached = rows_of(attachments, receipts, door.prefix if door else "")
    rows: list[ArrivedAttachment | Arrived] = [*attached, *make_rows(photos, receipts, beside, door)]
    again = [row for row in rows if row.is_wanted_again]
    arrived = [row for row in rows if not row.is_wanted_again]
    progress = Progress(_counts(photos))
    return {
        "again": again,
        "arrived": arrived if everything else arrived[:SHOWN],
        "count": len(arrived),
        "heard": len(receipts) + sum(map(len, beside.values())),
        "more": 0 if everything else max(0, len(arrived) - SHOWN),
        "progress": progress,
        "snapshot": take_snapshot(facts, busy=progress.running or any(one.due_at for one in attachments)),
    }


def names_beside(photos: Sequence[Photo]) -> dict[str, list[str]]:
    """By photo, the names of what lies beside it."""
    names: dict[str, list[str]] = {}
    found = Companion.objects.filter(photo__in=photos, receipts__isnull=False)
    for photo_id, filename in found.values_list("photo_id", "filename"):
        names.setdefault(photo_id, []).append(filename)
    return names


def _counts(photos: Sequence[Photo]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for photo in photos:
        counts[photo.state] = counts.get(photo.state, 0) + 1
    return counts


def make_rows(
    photos: Sequence[Photo],
    receipts: Sequence[Receipt],
    beside: Mapping[str, Sequence[str]],
    door: Door | None = None,
) -> list[Arrived]:
    """Each file as its photographer sees it, or who sent it through this `door`.

    `receipts` are theirs, the newest last, `beside` as of `names_beside`.
    """
    last = {receipt.photo_id: receipt for receipt in receipts}
    reasons = reasons_of(photos)
    prefix = door.prefix if door else ""
    return [
        Arrived(
            tile,
            last[tile.photo.pk].key.removeprefix(prefix) if tile.photo.pk in last else "",
            last[tile.photo.pk].size if tile.photo.pk in last else 0,
            reasons.get(tile.photo.pk, ""),
            _public_page(tile.photo),
            ", ".join(dict.fromkeys(beside.get(tile.photo.pk, ()))),
            tile.source if _shows_picture(door, tile.photo) else "",
        )
        for tile in make_tiles(photos)
    ]


def _shows_picture(door: Door | None, photo: Photo) -> bool:
    """Pictures are for their photographer, who has signed in."""
    return door is None or (door.link is None and photo.batch.photographer == door.photographer)


def _public_page(photo: Photo) -> str:
    if photo.state != PhotoState.LIVE:
        return ""
    first = settings.RELEASE_LANGUAGES[0]
    own = (get_language() or "").partition("-")[0]
    language = own if own in settings.RELEASE_LANGUAGES else first
    return url_of(photo_page_key(photo.release.slug, photo.pk, language, first=first))


def _heading(door: Door, told: bool) -> str:
    """The release's title where the photographer may read it, else the folder."""
    return title_of(door.release) if door.release and told else door.folder


def _kinds(*, heic: bool) -> str:
    """The kinds of files that are taken, as people call them."""
    return gettext("JPEG, HEIC, TIFF, PNG, WebP or AVIF") if heic else gettext("JPEG, TIFF, PNG, WebP or AVIF")
