"""Editing photos: changed fields are written, and only those; two people never overwrite each other unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import EditConflict, FieldConflict, NotAllowed
from archive.fields import split_name
from archive.models import HumanUrl, Photo, Release
from archive.models.work import fresh_work, settled_work
from archive.moments import refuse_past
from archive.orders import PhotoOrder
from archive.photos.fields import DRAWN, ENDING, IN_ADDRESS, clean_value, field_value, refuse_oversized
from archive.states import DEVELOPED, NOT_EDITABLE, PhotoState
from archive.workflow import columns_after_edit, update_row


def edit(
    photo_id: str,
    changes: Mapping[str, Any],
    by: Actor,
    *,
    may_approve: bool,
    may_publish: bool = False,
    base: Mapping[str, Any] | None = None,
) -> Photo:
    """Write changed fields of one photo, and only those.

    `changes` names the fields of `archive.photos.fields` as `captions.de` or `persons`. `base` holds what the editor
    saw in them; where somebody else has changed a field to another value since, EditConflict is raised and
    nothing is written. An edit by someone who may approve carries a current approval along, unless four-eyes is on.
    A place is an edit of the release, too, where its order becomes one by hand (`may_publish`, as in `edit_release`).
    """
    with transaction.atomic():
        photo = _lock(photo_id, with_release="position" in changes)
        wanted = _clean(changes)
        current = {name: field_value(photo, name) for name in wanted}
        _refuse_conflicts(current, wanted, base or {})
        differing = {name: value for name, value in wanted.items() if current[name] != value}
        if not differing:
            return photo
        _refuse_end(photo, differing, may_approve=may_approve)
        columns = _columns(photo, differing)
        if IN_ADDRESS & set(columns) and HumanUrl.objects.filter(photo=photo).exists():
            raise NotAllowed(_("The public file name is part of public addresses and cannot change any more."))
        carried = may_approve and photo.approval_is_current and not settings.FOUR_EYES
        columns |= {"revision": photo.revision + 1, "edited_by": by.name}
        if carried:
            columns["approved_revision"] = photo.revision + 1
        update_row(photo, **columns, **_work_after_edit(photo, DRAWN & set(columns)))
        if "position" in differing:
            _order_by_hand(photo.release, by, may_publish=may_publish)
        before = {name: current[name] for name in differing}
        told = _as_json(before), _as_json(differing)
        record(Action.EDITED, by, release_id=photo.release_id, photo=photo, before=told[0], after=told[1])
        return photo


def _lock(photo_id: str, *, with_release: bool) -> Photo:
    """The photo's row, locked; NotAllowed where its state lets nobody edit it."""
    if with_release:
        # Before its photos, as whoever arranges them does.
        Release.objects.select_for_update(no_key=True).get(photos=photo_id)
    photo = Photo.objects.select_for_update().get(pk=photo_id)
    if photo.state in NOT_EDITABLE:
        raise NotAllowed(_("A %(state)s photo cannot be edited.") % {"state": photo.get_state_display()})
    return photo


def _clean(changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: clean_value(name, value) for name, value in changes.items()}
    for name, value in wanted.items():
        refuse_oversized(name, value)
    return wanted


def _refuse_end(photo: Photo, differing: Mapping[str, Any], *, may_approve: bool) -> None:
    """Raise ArchiveError where the right's end is in the past, or its change is not this person's to make.

    A live photo goes off for good at that moment, so only somebody who may approve it changes when.
    """
    if ENDING not in differing:
        return
    if photo.state == PhotoState.LIVE and not may_approve:
        raise NotAllowed(_("Only somebody who may approve photos can change when a live photo goes off."))
    if end := differing[ENDING]:
        refuse_past(end)


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in values.items()}


def _order_by_hand(release: Release, by: Actor, *, may_publish: bool) -> None:
    """A place counts in an order by hand: all photos stand otherwise then, also those that are approved or live."""
    if release.photo_order == PhotoOrder.MANUAL:
        return
    columns = {"photo_order": PhotoOrder.MANUAL}
    before = {"photo_order": release.photo_order}
    update_row(release, **columns, **columns_after_edit(release, by, may_publish=may_publish))
    record(Action.ARRANGED, by, release_id=release.pk, before=before, after=dict(columns))


def _refuse_conflicts(current: Mapping[str, Any], wanted: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    conflicts = {
        name: FieldConflict(clean_value(name, base[name]), current[name], wanted[name])
        for name in wanted
        if name in base and clean_value(name, current[name]) not in (clean_value(name, base[name]), wanted[name])
    }
    if conflicts:
        raise EditConflict(conflicts)


def _columns(photo: Photo, values: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in values.items():
        column, language = split_name(name)
        if language:
            texts = columns.setdefault(column, dict(getattr(photo, column)))
            texts[language] = value
            if not value:
                del texts[language]
        else:
            columns[column] = value
    return columns


def _work_after_edit(photo: Photo, pixels: frozenset[str]) -> dict[str, Any]:
    """Developed photos may need other pixels or another seal; the worker finds out which.

    A ready one has time for its seal, unless something is due already.
    """
    if photo.state not in DEVELOPED or not photo.original_id:
        return {}
    is_due = photo.due_at is not None and photo.due_at <= timezone.now()
    if pixels:
        return fresh_work() | {"pixels_due": True}
    return fresh_work() if is_due or photo.state != PhotoState.READY else settled_work()
