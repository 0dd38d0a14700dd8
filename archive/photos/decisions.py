"""What editors and approvers decide on photos: approve, decline, restore, withdraw, retry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record, record_each
from archive.errors import NotAllowed
from archive.four_eyes import is_barred
from archive.models import Photo, Release
from archive.models.photo import PhotoQuerySet
from archive.models.work import finished_work, fresh_work
from archive.photos.press_files import current_press_files, photos_with_files
from archive.photos.selection import Outcome, act_on_each, grouped, judge, lock_releases_of
from archive.states import DEVELOPED, GOING, PhotoState, ReleaseState
from archive.workflow import PHOTO_MOVES, move_photo, move_photos, update_row, update_rows


def approve(photo_ids: Iterable[str], by: Actor, *, seen: Mapping[str, int] | None = None) -> Outcome:
    """Approve photos as they stand; one whose revision is not the `seen` one is left, with the reason.

    A few queries for any number of photos: a press officer waits for the whole contact sheet.
    """
    with transaction.atomic():
        outcome, photos = judge(photo_ids, lambda photo: _why_not_approved(photo, by, seen or {}))
        sealed = sealed_of(photos)
        alike_in = grouped(photos, lambda photo: (*_standing_of(photo), photo.revision, photo.pk in sealed))
        for (state, approved, revision, is_sealed), alike in alike_in.items():
            _approve_alike(state, approved, revision, alike, by, finished_work() if is_sealed else fresh_work())
    return outcome


def sealed_of(photos: Iterable[Photo]) -> set[str]:
    """Those that were sealed ahead as they stand: nothing is left to do for them, and publishing need not wait."""
    found = photos_with_files(Photo.objects.filter(pk__in=[photo.pk for photo in photos]))
    return {photo.pk for photo in found if current_press_files(photo)}


def _standing_of(photo: Photo) -> tuple[str, int | None]:
    """The state and the approval that a decision changes; its Decision keeps both."""
    return photo.state, photo.approved_revision


def _why_not_approved(photo: Photo, by: Actor, seen: Mapping[str, int]) -> str:
    """The reason in the reader's language; empty where the photo may be approved."""
    if seen.get(photo.pk, photo.revision) != photo.revision:
        return _("It was changed while you looked at it; look again.")
    if photo.right_is_over(timezone.now()):
        return _("The right to use it has ended. Enter a later end, if there is one, or decline it.")
    if is_barred(photo, by.name):
        return _("You changed it last; somebody else must approve it.")
    return "" if photo.state in DEVELOPED else str(_not_from(photo))


def _approve_alike(
    state: str, approved: int | None, revision: int, photos: list[Photo], by: Actor, work: Mapping[str, Any]
) -> None:
    """Photos of one state, approval and revision; those approved as they stand are left as they are."""
    approval = {"approved_revision": revision, **work}
    if state == PhotoState.READY:
        move_photos(photos, PhotoState.APPROVED, by, before=_told(approved), **approval)
        return
    outdated = [photo for photo in photos if not photo.approval_is_current]
    update_rows(outdated, **approval)
    record_each(Action.APPROVED, by, outdated, before=_told(approved), after={"revision": revision})


def _told(approved: int | None) -> dict[str, Any]:
    return {} if approved is None else {"approved_revision": approved}


def decline(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Decline photos; an approved one loses its approval. Nothing is deleted, `restore` brings them back.

    Declining clears away what will never be a photo: a refused file, or an upload that cannot be developed. One that is
    declined already stays so.
    """
    with transaction.atomic():
        outcome, photos = judge(photo_ids, _why_not_declined)
        for (state, approved), alike in grouped(photos, _standing_of).items():
            _decline_alike(state, approved, alike, by)
    return outcome


def _why_not_declined(photo: Photo) -> str:
    declinable = (PhotoState.READY, PhotoState.APPROVED, PhotoState.REFUSED, PhotoState.DECLINED)
    return "" if photo.stuck or photo.state in declinable else str(_not_from(photo))


def _decline_alike(state: str, approved: int | None, photos: list[Photo], by: Actor) -> None:
    """Photos of one state and approval."""
    before = {"state": state, **_told(approved)}
    if state == PhotoState.DECLINED:
        return
    if state == PhotoState.APPROVED:
        move_photos(photos, PhotoState.READY, by, audit=False, approved_revision=None, **finished_work())
    is_file = state in (PhotoState.REFUSED, PhotoState.RECEIVED)
    action, work = (Action.CLEARED, finished_work()) if is_file else (Action.DECLINED, {})
    move_photos(photos, PhotoState.DECLINED, by, action=action, before=before, **work)


def restore(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Take an approval or a decline back: to ready, or to received where the photo was never developed."""
    with transaction.atomic():
        outcome, photos = judge(photo_ids, _why_not_restored)
        alike_in = grouped(photos, lambda photo: (photo.approved_revision, photo.state, bool(photo.original_id)))
        for (approved, _state, is_developed), alike in alike_in.items():
            to, work = (PhotoState.READY, finished_work()) if is_developed else (PhotoState.RECEIVED, fresh_work())
            changes = {"approved_revision": None, **work}
            move_photos(alike, to, by, action=Action.RESTORED, before=_told(approved), **changes)
    return outcome


def _why_not_restored(photo: Photo) -> str:
    return "" if photo.state in (PhotoState.APPROVED, PhotoState.DECLINED) else str(_not_from(photo))


def withdraw_photos(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Take photos off for good. Public files of live ones go with the version the press worker makes next."""
    live_releases: set[int] = set()

    def withdraw_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if PhotoState.WITHDRAWN not in PHOTO_MOVES[photo.state]:
            raise _not_from(photo)
        was_live = photo.state == PhotoState.LIVE
        move_photo(photo, PhotoState.WITHDRAWN, by, **finished_work())
        if was_live:
            live_releases.add(photo.release_id)

    chosen = list(photo_ids)
    with transaction.atomic():
        lock_releases_of(chosen)
        outcome = act_on_each(chosen, withdraw_one)
        _ask_for_version_without(live_releases)
    return outcome


def retry(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Give a refused or parked photo a fresh start."""

    def retry_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state == PhotoState.REFUSED:
            move_photo(photo, PhotoState.RECEIVED, by, action=Action.RETRIED, **fresh_work())
        elif photo.parked:
            update_row(photo, **fresh_work())
            record(Action.RETRIED, by, release_id=photo.release_id, photo=photo)
        else:
            raise _not_from(photo)

    return act_on_each(photo_ids, retry_one)


def end_rights(now: dt.datetime) -> int:
    """Take off every photo whose right of use has ended by `now`; returns how many.

    A live one is withdrawn. One that was only approved loses its approval: nobody has seen it, so somebody may still
    enter a later end.
    """
    over = Photo.objects.filter(rights_end_at__lte=now, state__in=GOING).order_by("pk")
    # The tick asks every few seconds, and nearly always there is none.
    return _take_off(over) if over.exists() else 0


@transaction.atomic
def _take_off(over: PhotoQuerySet) -> int:
    lock_releases_of(over.values_list("pk", flat=True))
    photos = list(over.select_for_update())
    for (state, end), alike in grouped(photos, lambda photo: (photo.state, photo.rights_end_at)).items():
        to, approval = (PhotoState.WITHDRAWN, {}) if state == PhotoState.LIVE else _UNAPPROVED
        told = {"rights_end_at": end.isoformat() if end else ""}
        move_photos(alike, to, action=Action.RIGHT_ENDED, after=told, **approval, **finished_work())
    _ask_for_version_without({photo.release_id for photo in photos if photo.state == PhotoState.WITHDRAWN})
    return len(photos)


_UNAPPROVED: tuple[str, dict[str, Any]] = (PhotoState.READY, {"approved_revision": None})


def _ask_for_version_without(release_ids: set[int]) -> None:
    """Make live releases due, so that the press worker publishes a version without the withdrawn photos."""
    for release in Release.objects.filter(pk__in=release_ids, state=ReleaseState.LIVE):
        update_row(release, **fresh_work())


def _not_from(photo: Photo) -> NotAllowed:
    return NotAllowed(_("Not possible while it is %(state)s.") % {"state": photo.get_state_display()})
