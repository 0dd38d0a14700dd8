"""Editing photos: changed fields are written, and only those; two people never overwrite each other unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError, EditConflict, FieldConflict, NotAllowed
from archive.models import Photo
from archive.models.work import fresh_work, settled_work
from archive.photos.selection import Outcome, act_on_each
from archive.states import DEVELOPED, NOT_EDITABLE, PhotoState
from archive.workflow import update_row
from pipelines.crop import parse_crop, parse_point

PER_LANGUAGE = {"captions", "alt_texts", "headlines", "ext_descriptions"}
LISTS = {"persons", "keywords"}
LONGEST_CREDIT, LONGEST_TEXT = 200, 4000  # characters
PIXELS = {"credit", "crop", "focal_point"}
FRAMING: Mapping[str, Callable[[Any], tuple[float, ...] | None]] = {"crop": parse_crop, "focal_point": parse_point}


def edit(
    photo_id: str,
    changes: Mapping[str, Any],
    by: Actor,
    *,
    may_approve: bool,
    base: Mapping[str, Any] | None = None,
) -> Photo:
    """Write changed fields of one photo, and only those.

    `changes` names fields as `captions.de`, `alt_texts.en`, `headlines.de`, `ext_descriptions.de`, `persons`,
    `keywords`, `credit`, `position`, and `crop` and `focal_point` as `pipelines.crop` reads them. `base` holds what
    the editor saw in them; a field that somebody else changed to something third since raises EditConflict and
    nothing is written. An edit by someone who may approve carries a current approval along, unless four-eyes is on.
    """
    with transaction.atomic():
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state in NOT_EDITABLE:
            raise NotAllowed(_("A %(state)s photo cannot be edited.") % {"state": photo.get_state_display()})
        wanted = {name: _clean(name, value) for name, value in changes.items()}
        _refuse_too_long(wanted)
        current = {name: field_value(photo, name) for name in wanted}
        _refuse_conflicts(current, wanted, base or {})
        differing = {name: value for name, value in wanted.items() if current[name] != value}
        if not differing:
            return photo
        columns = _columns(photo, differing)
        carried = may_approve and photo.approval_is_current and not settings.FOUR_EYES
        columns |= {"revision": photo.revision + 1, "edited_by": by.name}
        if carried:
            columns["approved_revision"] = photo.revision + 1
        update_row(photo, **columns, **_work_after_edit(photo, PIXELS & set(columns)))
        before = {name: current[name] for name in differing}
        record(Action.EDITED, by, release_id=photo.release_id, photo=photo, before=before, after=differing)
        return photo


def edit_many(photo_ids: Iterable[str], changes: Mapping[str, Any], by: Actor, *, may_approve: bool) -> Outcome:
    """Write the same fields into every photo of a selection."""
    return act_on_each(photo_ids, lambda photo_id: edit(photo_id, changes, by, may_approve=may_approve))


def field_value(photo: Photo, name: str) -> Any:
    """The value of a field as `edit` names it."""
    column, _dot, language = name.partition(".")
    value = getattr(photo, column)
    return value.get(language, "") if column in PER_LANGUAGE else value


def _clean(name: str, value: Any) -> Any:
    column, _dot, language = name.partition(".")
    if (column in PER_LANGUAGE and language in settings.RELEASE_LANGUAGES) or name == "credit":
        return str(value).replace("\x00", "").replace("\r\n", "\n").strip()
    if name in LISTS:
        return [word for word in (str(entry).replace("\x00", "").strip() for entry in _listed(value)) if word]
    if name == "position":
        return None if value in (None, "") else int(value)
    if name in FRAMING:
        return _fractions(name, value)
    raise ArchiveError(f"there is no field {name}")


def _refuse_too_long(wanted: Mapping[str, Any]) -> None:
    """Only what is to be written: a longer text from a file must be there to be shortened."""
    for name, value in wanted.items():
        if isinstance(value, str) and len(value) > (LONGEST_CREDIT if name == "credit" else LONGEST_TEXT):
            raise ArchiveError(_("The text is too long."))


def _fractions(name: str, value: Any) -> list[float] | None:
    """As the column keeps it: a JSON list."""
    try:
        read = FRAMING[name](value)
    except ValueError as error:
        raise ArchiveError(_("This crop or focal point does not lie within the picture.")) from error
    return list(read) if read else None


def _listed(value: Any) -> Sequence[Any]:
    return value.replace("\n", ";").split(";") if isinstance(value, str) else value


def _refuse_conflicts(current: Mapping[str, Any], wanted: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    conflicts = {
        name: FieldConflict(_clean(name, base[name]), current[name], wanted[name])
        for name in wanted
        if name in base and current[name] not in (_clean(name, base[name]), wanted[name])
    }
    if conflicts:
        raise EditConflict(conflicts)


def _columns(photo: Photo, values: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in values.items():
        column, _dot, language = name.partition(".")
        if column in PER_LANGUAGE:
            texts = columns.setdefault(column, dict(getattr(photo, column)))
            texts[language] = value
            if not value:
                del texts[language]
        else:
            columns[column] = value
    return columns


def _work_after_edit(photo: Photo, pixels: set[str]) -> dict[str, Any]:
    """Developed photos may need other pixels or another seal; the worker finds out which.

    A ready one has time for its seal, unless something is due already.
    """
    if photo.state not in DEVELOPED or not photo.original_id:
        return {}
    is_due = photo.due_at is not None and photo.due_at <= timezone.now()
    return fresh_work() if pixels or is_due or photo.state != PhotoState.READY else settled_work()
