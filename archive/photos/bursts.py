"""Bursts: photos of a series, and files of the same picture, grouped when they arrive. The best one is proposed.

A series is photos of one photographer, seconds apart and alike; one picture may be in several files, saved anew,
brightened or cropped. Neither implies the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Length

from archive.audit import Action, Actor, record
from archive.models import Burst, BurstKind, Fingerprint, Original, Photo, Release
from archive.photos.undo import standing_on_release
from archive.states import GOING, PhotoState
from archive.workflow import update_rows
from pipelines.imaging.comparison import NEAR, Sight, bits_apart, pack_hashes, unpack_hashes
from pipelines.imaging.likeness import Likeness
from pipelines.metadata.dates import SECOND

GAP = dt.timedelta(seconds=4)
"""How long a photographer pauses at most within a series."""
NEAR_ELSEWHERE = 8
"""In other releases, only photos whose hashes differ in so few of 64 bits are compared: a crop there may be missed."""
MAX_LOOKED_AT, MAX_ELSEWHERE = 500, 20
MAX_COMPARED = 100
"""With so many of its release a photo is compared at most, the nearest first: each costs milliseconds, and others wait
for the release meanwhile."""

_COMPARED = (PhotoState.READY, PhotoState.APPROVED, PhotoState.DECLINED, PhotoState.LIVE)
_SIGNED = 1 << 63


def keep_likeness(original: Original, likeness: Likeness | None) -> None:
    """Store what an original looks like, if it is not stored yet."""
    if likeness is None or Fingerprint.objects.filter(original=original).exists():
        return
    small = bytes.fromhex(likeness.small)
    hashes = Sight(small).hashes
    Fingerprint.objects.bulk_create(
        [
            Fingerprint(
                original=original,
                small=small,
                hashes=pack_hashes(hashes),
                look=_signed(hashes[0]),
                sharpness=likeness.sharpness,
            )
        ],
        ignore_conflicts=True,
    )


def _signed(number: int) -> int:
    return number - 2 * _SIGNED if number >= _SIGNED else number


@transaction.atomic
def group_photos(release: Release) -> None:
    """Compare photos that have not been compared yet with the others of their release, and group what belongs together.

    The release is locked, so that of two photos that come at once the second finds the first. Whatever a killed worker
    left is done with the next photo.
    """
    Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    photos = _photos(release)
    for photo in photos.filter(compared=False).select_related("original__fingerprint").defer("original__metadata"):
        others = photos.filter(compared=True)
        _join_those(photo, _near_in_time(photo, others), BurstKind.SERIES, Sight.is_alike)
        _join_those(photo, _near_in_looks(photo, others), BurstKind.SAME, Sight.is_same)
        Photo.objects.filter(pk=photo.pk).update(compared=True)


def _photos(release: Release) -> QuerySet[Photo]:
    return release.photos.filter(state__in=_COMPARED, original__fingerprint__isnull=False).order_by("pk")


def _sight(photo: Photo) -> Sight:
    return Sight(bytes(_original(photo).fingerprint.small))


def _original(photo: Photo) -> Original:
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original")
    return photo.original


def _timed(photo: Photo) -> bool:
    """Whether it is known to the second when it was taken."""
    return len(_original(photo).taken) >= SECOND


def _near_in_time(photo: Photo, others: QuerySet[Photo]) -> list[Photo]:
    taken_at = _original(photo).taken_at
    if taken_at is None or not _timed(photo):
        return []
    near = others.filter(batch=photo.batch_id, original__taken_at__range=(taken_at - GAP, taken_at + GAP))
    moments = near.values_list("original__taken", "original__taken_at", "pk")
    return _nearest(others, [(abs(at - taken_at), pk) for taken, at, pk in moments if at and len(taken) >= SECOND])


def _near_in_looks(photo: Photo, others: QuerySet[Photo]) -> list[Photo]:
    """Photos taken at different moments are never the same, however alike they look."""
    if _timed(photo):
        others = others.annotate(known=Length("original__taken")).filter(
            Q(known__lt=SECOND) | Q(original__taken_at=_original(photo).taken_at)
        )
    own = unpack_hashes(bytes(_original(photo).fingerprint.hashes))
    hashes = others.values_list("original__fingerprint__hashes", "pk")
    apart = [(bits_apart(own, unpack_hashes(bytes(packed))), pk) for packed, pk in hashes]
    return _nearest(others, [(bits, pk) for bits, pk in apart if bits <= NEAR])


def _nearest(others: QuerySet[Photo], distances: list[tuple[Any, str]]) -> list[Photo]:
    chosen = [pk for _distance, pk in sorted(distances)[:MAX_COMPARED]]
    loaded = others.select_related("original__fingerprint").defer("original__metadata").in_bulk(chosen)
    return [loaded[pk] for pk in chosen]


def _join_those(photo: Photo, others: list[Photo], kind: BurstKind, fits: Callable[[Sight, Sight], bool]) -> None:
    """Put a photo into one group with those that fit; of a group that it has joined the others are not looked at."""
    sight, joined = _sight(photo), set()
    for other in others:
        group = getattr(other, f"{kind}_id")
        if group not in joined and fits(sight, _sight(other)):
            _join(photo, other, kind)
            joined |= {group} - {None}


def _join(photo: Photo, other: Photo, kind: BurstKind) -> None:
    """Put both into one group. One that was dismissed stays so: a photo joins it, but two groups are not made one."""
    own, theirs = (getattr(one, kind) for one in (photo, other))
    if own and theirs:
        if own != theirs and not (own.dismissed or theirs.dismissed):
            update_rows(list(_members(theirs)), **{kind: own})
        return
    burst = own or theirs or Burst.objects.create(release_id=photo.release_id, kind=kind)
    update_rows([one for one in (photo, other) if getattr(one, kind) is None], **{kind: burst})


def _members(burst: Burst) -> QuerySet[Photo]:
    return Photo.objects.filter(**{burst.kind: burst})


def leave_bursts() -> dict[str, object]:
    """Column values of a photo that goes to another release, where it is compared anew."""
    return {"series": None, "same": None, "compared": False}


@dataclass(frozen=True)
class Stack:
    """A group as the desk shows it: its photos in the order of the release, and the one that is proposed."""

    id: int
    kind: str
    photos: tuple[str, ...]
    proposed: str
    seconds: int
    """From the first photo to the last."""
    declinable: tuple[str, ...]
    """Those that keeping the proposal declines."""


def stacks_of(release: Release) -> list[Stack]:
    """The groups of at least two photos that nobody dismissed or took out; two queries.

    A photo stands in one stack: a series holds the files of one picture, too, if they were taken in it.
    """
    grouped = release.photos.filter(Q(series__dismissed=False) | Q(same__dismissed=False), state__in=_COMPARED)
    photos = list(grouped.select_related("original__fingerprint", "series", "same").defer("original__metadata"))
    stacks: dict[int, list[Photo]] = {}
    for kind in (BurstKind.SERIES, BurstKind.SAME):
        taken = {photo.pk for stack in stacks.values() if len(stack) > 1 for photo in stack}
        for photo in photos:
            burst = getattr(photo, kind)
            if burst and not burst.dismissed and photo.pk not in taken:
                stacks.setdefault(burst.pk, []).append(photo)
    return [_stack(burst, members) for burst, members in stacks.items() if len(members) > 1]


def _stack(burst: int, photos: Sequence[Photo]) -> Stack:
    kind = BurstKind.SERIES if photos[0].series_id == burst else BurstKind.SAME
    times = [moment for photo in photos if (moment := _original(photo).taken_at)]
    proposed = propose(photos, kind)
    return Stack(
        burst,
        kind,
        tuple(photo.pk for photo in photos),
        proposed.pk,
        int((max(times) - min(times)).total_seconds()) if times else 0,
        tuple(photo.pk for photo in _declinable(photos, proposed)),
    )


def propose(photos: Iterable[Photo], kind: str) -> Photo:
    """The one to keep: one that was approved, else the sharpest; of one picture's files the largest.

    A declined one is proposed only where all are.
    """

    def rank(photo: Photo) -> tuple[bool, bool, int, float]:
        facts = _original(photo).facts
        pixels = facts["width"] * facts["height"] if kind == BurstKind.SAME else 0
        sharpness = _original(photo).fingerprint.sharpness
        return photo.state in GOING, photo.state != PhotoState.DECLINED, pixels, sharpness

    return max(photos, key=rank)


def _declinable(photos: Iterable[Photo], proposed: Photo) -> list[Photo]:
    """What somebody approved stays: keeping the proposal decides only on what is undecided."""
    return [photo for photo in photos if photo.state == PhotoState.READY and photo.pk != proposed.pk]


@transaction.atomic
def dismiss(release: Release, burst: int, by: Actor) -> list[str]:
    """Have a group shown as single photos for good; returns its photos."""
    found = release.bursts.select_for_update().filter(pk=burst, dismissed=False).first()
    if found is None:
        return []
    photos = _show(found, dismissed=True)
    names = ", ".join(photo.filename for photo in photos[:20])
    record(Action.UNGROUPED, by, release_id=release.pk, after={"photos": names, "burst": found.pk})
    return [photo.pk for photo in photos]


@transaction.atomic
def undo_dismissal(release: Release, act: str, by: Actor) -> bool:
    """Make a stack again of what `by` dismissed in this act; False where the act did nothing of that."""
    done = standing_on_release(release, act, by, Action.UNGROUPED)
    if done is None:
        return False
    found = release.bursts.select_for_update().filter(pk=done.after.get("burst")).first()
    if found:
        _show(found, dismissed=False)
    record(Action.UNDONE, by, release_id=release.pk, after={"undoes": act})
    return True


def _show(burst: Burst, *, dismissed: bool) -> list[Photo]:
    Burst.objects.filter(pk=burst.pk).update(dismissed=dismissed)
    photos = list(_members(burst))
    update_rows(photos)
    return photos


def seen_elsewhere(photo: Photo) -> list[Photo]:
    """Photos of other releases that are or were public and show the same picture, the newest first."""
    original = photo.original
    fingerprint = Fingerprint.objects.filter(original=original).first() if original else None
    if fingerprint is None:
        return []
    differing = Func(
        F("look").bitxor(fingerprint.look),
        template="bit_count((%(expressions)s)::bit(64))",
        output_field=IntegerField(),
    )
    # In a query of its own: with the photos in it, the database would read all of them.
    near = Fingerprint.objects.alias(differing=differing).filter(differing__lte=NEAR_ELSEWHERE)
    alike = list(near.values_list("original_id", flat=True)[:MAX_LOOKED_AT])
    public = Photo.objects.filter(original__in=alike, state__in=(PhotoState.LIVE, PhotoState.WITHDRAWN))
    others = public.exclude(release=photo.release_id).order_by("-received_at")
    loaded = others.select_related("original__fingerprint", "release").defer("original__metadata")[:MAX_ELSEWHERE]
    sight = Sight(bytes(fingerprint.small))
    return [other for other in loaded if other.original_id == photo.original_id or sight.is_same(_sight(other))]
