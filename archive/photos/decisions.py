"""What editors and approvers decide on photos: approve, decline, restore, withdraw, retry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record, record_each
from archive.errors import NotAllowed
from archive.models import Photo, Release
from archive.models.work import finished_work, fresh_work
from archive.photos.press_files import current_press_files, photos_with_files
from archive.photos.selection import Outcome, act_on_each, why_gone
from archive.states import DEVELOPED, PhotoState, ReleaseState
from archive.workflow import move_photo, move_photos, update_row, update_rows

_Key = TypeVar("_Key")


def approve(photo_ids: Iterable[str], by: Actor, *, seen: Mapping[str, int] | None = None) -> Outcome:
    """Approve photos as they stand; one whose revision is not the `seen` one is left, with the reason.

    A few queries for any number of photos: a press officer waits for the whole contact sheet.
    """
    ids = list(dict.fromkeys(photo_ids))
    outcome = Outcome()
    with transaction.atomic():
        # Always locked in one order, so that two people who approve the same photos do not deadlock.
        locked = {photo.pk: photo for photo in Photo.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
        for photo_id in ids:
            if reason := _why_not_approved(locked.get(photo_id), by, seen or {}):
                outcome.failed[photo_id] = reason
            else:
                outcome.done.append(photo_id)
        approved = [locked[photo_id] for photo_id in outcome.done]
        sealed = _sealed_of(outcome.done)
        alike_in = _grouped(approved, lambda photo: (photo.state, photo.revision, photo.pk in sealed))
        for (state, revision, is_sealed), alike in alike_in.items():
            _approve_alike(state, revision, alike, by, finished_work() if is_sealed else fresh_work())
    return outcome


def _sealed_of(photo_ids: Iterable[str]) -> set[str]:
    """Those that were sealed ahead as they stand: nothing is left to do for them, and publishing need not wait."""
    photos = photos_with_files(Photo.objects.filter(pk__in=photo_ids))
    return {photo.pk for photo in photos if current_press_files(photo)}


def _why_not_approved(photo: Photo | None, by: Actor, seen: Mapping[str, int]) -> str:
    """The reason in the reader's language; empty where the photo may be approved."""
    if photo is None:
        return why_gone()
    if seen.get(photo.pk, photo.revision) != photo.revision:
        return _("It was changed while you looked at it; look again.")
    if settings.FOUR_EYES and photo.edited_by == by.name:
        return _("You changed it last; somebody else must approve it.")
    if photo.state not in DEVELOPED:
        return str(_not_from(photo))
    return ""


def _approve_alike(state: str, revision: int, photos: list[Photo], by: Actor, work: Mapping[str, Any]) -> None:
    """Photos of one state and revision; those approved as they stand are left as they are."""
    approval = {"approved_revision": revision, **work}
    if state == PhotoState.READY:
        move_photos(photos, PhotoState.APPROVED, by, **approval)
        return
    outdated = [photo for photo in photos if not photo.approval_is_current]
    update_rows(outdated, **approval)
    record_each(Action.APPROVED, by, outdated, after={"revision": revision})


def _grouped(photos: Iterable[Photo], key: Callable[[Photo], _Key]) -> dict[_Key, list[Photo]]:
    groups: dict[_Key, list[Photo]] = {}
    for photo in photos:
        groups.setdefault(key(photo), []).append(photo)
    return groups


def decline(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Decline photos; an approved one loses its approval. Nothing is deleted, `restore` brings them back.

    Declining clears away what will never be a photo: a refused file, or an upload that cannot be developed.
    """

    def decline_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state == PhotoState.APPROVED:
            move_photo(photo, PhotoState.READY, by, audit=False, approved_revision=None, **finished_work())
        if not photo.stuck and photo.state != PhotoState.READY:
            raise _not_from(photo)
        move_photo(photo, PhotoState.DECLINED, by, **(finished_work() if photo.stuck else {}))

    return act_on_each(photo_ids, decline_one)


def restore(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Undo an approval or a decline: back to ready, or to received where the photo was never developed."""

    def restore_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state not in (PhotoState.APPROVED, PhotoState.DECLINED):
            raise _not_from(photo)
        to, work = (PhotoState.READY, finished_work()) if photo.original_id else (PhotoState.RECEIVED, fresh_work())
        move_photo(photo, to, by, action=Action.RESTORED, approved_revision=None, **work)

    return act_on_each(photo_ids, restore_one)


def withdraw_photos(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Take photos off for good. Public files of live ones go with the version the press worker makes next."""
    live_releases: set[int] = set()

    def withdraw_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        was_live = photo.state == PhotoState.LIVE
        move_photo(photo, PhotoState.WITHDRAWN, by, **finished_work())
        if was_live:
            live_releases.add(photo.release_id)

    with transaction.atomic():
        outcome = act_on_each(photo_ids, withdraw_one)
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


def _ask_for_version_without(release_ids: set[int]) -> None:
    """Make live releases due, so that the press worker publishes a version without the withdrawn photos."""
    for release in Release.objects.filter(pk__in=release_ids, state=ReleaseState.LIVE):
        update_row(release, **fresh_work())


def _not_from(photo: Photo) -> NotAllowed:
    return NotAllowed(_("Not possible while it is %(state)s.") % {"state": photo.get_state_display()})
