"""Taking a photo over into another release: a new photo of the same original. Nothing is uploaded or developed again.

It brings its texts, to be edited there, and no approval: what was approved is that it goes out with its own release.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Batch, Photo, Release
from archive.models.work import fresh_work, settled_work
from archive.photos.fields import PHOTO_FIELDS
from archive.photos.renditions import missing_renditions
from archive.photos.selection import Outcome, act_on_each
from archive.states import PhotoState, ReleaseState
from archive.workflow import update_row

_NOT_TAKEN = {"position"}
"""The order is the other release's; a photo without a place stands behind those that have one."""


def take_over(photo_ids: Iterable[str], release: Release, by: Actor) -> tuple[Outcome, list[str]]:
    """Take photos over into `release`; also gives the ids of the new photos."""
    made: list[str] = []
    outcome = act_on_each(photo_ids, lambda photo_id: made.append(_take_one(photo_id, release, by).pk))
    return outcome, made


def give_back(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Undo `take_over`: remove photos that were taken over, as long as nobody has worked on them."""
    return act_on_each(photo_ids, lambda photo_id: _give_back_one(photo_id, by))


def _take_one(photo_id: str, release: Release, by: Actor) -> Photo:
    photos = Photo.objects.select_related("original", "batch__photographer", "release")
    source = photos.select_for_update(of=("self",)).get(pk=photo_id)
    if reason := _why_not(source, release):
        raise ArchiveError(reason)
    batch, _made = Batch.objects.get_or_create(release=release, photographer=source.batch.photographer)
    columns = {field.name: getattr(source, field.name) for field in PHOTO_FIELDS if field.name not in _NOT_TAKEN}
    photo = Photo(
        release=release,
        batch=batch,
        original=source.original,
        filename=source.filename,
        metadata=source.metadata,
        state=PhotoState.READY,
        warnings=source.warnings,
        edited_by=by.name,
        **columns,
    )
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError as error:
        raise ArchiveError(_is_there(release)) from error
    # Usually all its pixels are there; its press files are sealed ahead, as those of every ready photo.
    missing = bool(missing_renditions(photo))
    work: dict[str, Any] = fresh_work() | {"pixels_due": True} if missing else settled_work()
    update_row(photo, **work)
    record(
        Action.TAKEN_OVER,
        by,
        release_id=release.pk,
        photo=photo,
        before={"release": source.release.slug},
        after={"release": release.slug},
    )
    return photo


def _why_not(source: Photo, release: Release) -> str:
    """The reason in the reader's language; empty where the photo may be taken over."""
    if release.is_unsorted or release.state == ReleaseState.WITHDRAWN:
        return _("Photos are not taken over into a withdrawn release; reopen it first.")
    if source.state == PhotoState.WITHDRAWN:
        return _("It was withdrawn, and so it goes into no other release.")
    if source.original is None:
        return _("It has not been developed yet; try again in a moment.")
    return _is_there(release) if release.photos.filter(original=source.original).exists() else ""


def _is_there(release: Release) -> str:
    return _("%(release)s has this photo already.") % {"release": release}


def _give_back_one(photo_id: str, by: Actor) -> None:
    photo = Photo.objects.select_for_update().get(pk=photo_id)
    taken = photo.decisions.filter(action=Action.TAKEN_OVER).first()
    if taken is None or photo.state != PhotoState.READY or photo.revision > 1:
        raise ArchiveError(_("Somebody has worked on it already; decline it instead."))
    record(
        Action.GIVEN_BACK,
        by,
        release_id=photo.release_id,
        photo=photo,
        before={"filename": photo.filename},
    )
    photo.press_files.all().delete()
    photo.delete()
