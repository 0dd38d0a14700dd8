"""What editors and approvers do to photos: edit, approve, decline, restore, withdraw, retry.

Functions on a selection do what can be done and say, per photo, what could not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.errors import ArchiveError, EditConflict, FieldConflict, NotAllowed
from archive.models import Photo
from archive.models.work import finished_work, fresh_work, settled_work
from archive.photos.wanted import current_press_files
from archive.releases.lifecycle import ask_for_withdrawal_version, photos_with_files
from archive.states import PhotoState
from archive.workflow import Actor, move_photo, move_photos, record, record_each, update_row, update_rows
from pipelines.crop import parse_crop, parse_point

_Key = TypeVar("_Key")

PER_LANGUAGE = {"captions", "alt_texts", "headlines", "ext_descriptions"}
LISTS = {"persons", "keywords"}
LONGEST_CREDIT, LONGEST_TEXT = 200, 4000  # characters
PIXELS = {"credit", "crop", "focal_point"}
FRAMING: Mapping[str, Callable[[Any], tuple[float, ...] | None]] = {"crop": parse_crop, "focal_point": parse_point}


@dataclass
class Outcome:
    """What became of a selection: ids that were changed, and the reason for each that was not."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


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
        if photo.state in (PhotoState.WITHDRAWN, PhotoState.REFUSED):
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
        record("edited", by, release_id=photo.release_id, photo=photo, before=before, after=differing)
        return photo


def edit_many(photo_ids: Iterable[str], changes: Mapping[str, Any], by: Actor, *, may_approve: bool) -> Outcome:
    """Write the same fields into every photo of a selection."""
    return _each(photo_ids, lambda photo_id: edit(photo_id, changes, by, may_approve=may_approve))


def field_value(photo: Photo, name: str) -> Any:
    """The value of a field as `edit` names it."""
    column, _dot, language = name.partition(".")
    value = getattr(photo, column)
    return value.get(language, "") if column in PER_LANGUAGE else value


def approve(photo_ids: Iterable[str], by: Actor, *, seen: Mapping[str, int] | None = None) -> Outcome:
    """Approve photos as they stand; one whose revision is not the `seen` one is left, with the reason.

    A few queries for any number of photos: a press officer waits for the whole contact sheet.
    """
    ids = list(dict.fromkeys(photo_ids))
    outcome = Outcome()
    with transaction.atomic():
        # In one order everywhere, so that two who approve the same photos do not wait for each other.
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
    """In the reader's words; empty where nothing speaks against it."""
    if photo is None:
        return _gone()
    if seen.get(photo.pk, photo.revision) != photo.revision:
        return _("It was changed while you looked at it; look again.")
    if settings.FOUR_EYES and photo.edited_by == by.name:
        return _("You changed it last; somebody else must approve it.")
    if photo.state not in (PhotoState.READY, PhotoState.APPROVED, PhotoState.LIVE):
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
    record_each("approved", by, outdated, after={"revision": revision})


def _grouped(photos: Iterable[Photo], key: Callable[[Photo], _Key]) -> dict[_Key, list[Photo]]:
    groups: dict[_Key, list[Photo]] = {}
    for photo in photos:
        groups.setdefault(key(photo), []).append(photo)
    return groups


def _gone() -> str:
    return _("It is gone; reload the page.")


def decline(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Decline photos; an approved one loses its approval. Nothing is deleted, `restore` brings them back."""

    def decline_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state == PhotoState.APPROVED:
            move_photo(photo, PhotoState.READY, by, audit=False, approved_revision=None, **finished_work())
        if photo.state != PhotoState.READY:
            raise _not_from(photo)
        move_photo(photo, PhotoState.DECLINED, by)

    return _each(photo_ids, decline_one)


def restore(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Undo an approval or a refusal by an editor: back to ready."""

    def restore_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state not in (PhotoState.APPROVED, PhotoState.DECLINED):
            raise _not_from(photo)
        move_photo(photo, PhotoState.READY, by, action="restored", approved_revision=None, **finished_work())

    return _each(photo_ids, restore_one)


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
        outcome = _each(photo_ids, withdraw_one)
        ask_for_withdrawal_version(live_releases)
    return outcome


def retry(photo_ids: Iterable[str], by: Actor) -> Outcome:
    """Give a refused or parked photo a fresh start."""

    def retry_one(photo_id: str) -> None:
        photo = Photo.objects.select_for_update().get(pk=photo_id)
        if photo.state == PhotoState.REFUSED:
            move_photo(photo, PhotoState.RECEIVED, by, action="retried", **fresh_work())
        elif photo.parked:
            update_row(photo, **fresh_work())
            record("retried", by, release_id=photo.release_id, photo=photo)
        else:
            raise _not_from(photo)

    return _each(photo_ids, retry_one)


def _each(photo_ids: Iterable[str], act: Callable[[str], object]) -> Outcome:
    outcome = Outcome()
    for photo_id in photo_ids:
        try:
            with transaction.atomic():
                act(photo_id)
        except Photo.DoesNotExist:
            outcome.failed[photo_id] = _gone()
        except EditConflict as error:
            outcome.failed[photo_id] = _("Somebody changed the same field: %(fields)s.") % {
                "fields": ", ".join(error.fields)
            }
        except ArchiveError as error:
            outcome.failed[photo_id] = str(error)
        else:
            outcome.done.append(photo_id)
    return outcome


def _not_from(photo: Photo) -> NotAllowed:
    return NotAllowed(_("Not possible while it is %(state)s.") % {"state": photo.get_state_display()})


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
    if photo.state not in (PhotoState.READY, PhotoState.APPROVED, PhotoState.LIVE) or not photo.original_id:
        return {}
    is_due = photo.due_at is not None and photo.due_at <= timezone.now()
    return fresh_work() if pixels or is_due or photo.state != PhotoState.READY else settled_work()
