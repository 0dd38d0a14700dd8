"""Editing attachments: a title in each language, the credit line, and the photo that stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor
from archive.errors import ArchiveError, EditConflict, FieldConflict, NotAllowed
from archive.fields import split_name
from archive.models import Attachment, Photo
from archive.states import NOT_EDITABLE as PHOTOS_NOT_EDITABLE
from archive.states import AttachmentState
from archive.workflow import record_attachment, update_row
from pipelines.credit import MAX_CREDIT
from pipelines.text import clean_line

MAX_TITLE = 300
"""Characters of a title."""
NOT_EDITABLE = frozenset({AttachmentState.RECEIVED, AttachmentState.REFUSED, AttachmentState.WITHDRAWN})
"""Nobody can change what the record says about it."""


def editable_fields() -> list[str]:
    """What can be edited, by name: `titles.de`, `titles.en`, `credit`, `poster`."""
    return [*(f"titles.{code}" for code in settings.RELEASE_LANGUAGES), "credit", "poster"]


def field_value(attachment: Attachment, name: str) -> str:
    """A field as it is typed; a poster is the id of its photo."""
    column, language = split_name(name)
    if language:
        return str(getattr(attachment, column).get(language, ""))
    return attachment.poster_id or "" if name == "poster" else attachment.credit


@transaction.atomic
def edit_attachment(
    attachment_id: str, changes: Mapping[str, str], by: Actor, *, may_approve: bool, base: Mapping[str, str]
) -> Attachment:
    """Write changed fields, and only those. An edit by someone who may approve carries a current approval along,
    unless four-eyes is on.

    Raises EditConflict where somebody else has changed a field since the `base` that the editor saw, and ArchiveError.
    """
    attachment = Attachment.objects.select_for_update().get(pk=attachment_id)
    if attachment.state in NOT_EDITABLE:
        state = attachment.get_state_display()
        raise NotAllowed(_("An attachment cannot be edited while it is %(state)s.") % {"state": state})
    wanted = {name: _cleaned(attachment, name, changes[name]) for name in editable_fields() if name in changes}
    current = {name: field_value(attachment, name) for name in wanted}
    _refuse_conflicts(current, wanted, base)
    differing = {name: value for name, value in wanted.items() if current[name] != value}
    if not differing:
        return attachment
    columns = _columns(attachment, differing) | {"revision": attachment.revision + 1, "edited_by": by.name}
    if may_approve and attachment.approval_is_current and not settings.FOUR_EYES:
        columns["approved_revision"] = attachment.revision + 1
    update_row(attachment, **columns)
    before = {name: current[name] for name in differing}
    record_attachment(Action.EDITED, by, attachment, before=_told(before), after=_told(differing))
    return attachment


def _cleaned(attachment: Attachment, name: str, typed: str) -> str:
    """The value as the column keeps it. Raises ArchiveError where it cannot be."""
    if name == "poster":
        return _poster(attachment, typed)
    text, limit = clean_line(typed), MAX_CREDIT if name == "credit" else MAX_TITLE
    if len(text) > limit:
        raise ArchiveError(_("The text is too long: %(n)d characters at most.") % {"n": limit})
    return text


def _poster(attachment: Attachment, photo_id: str) -> str:
    photos = attachment.release.photos.exclude(state__in=PHOTOS_NOT_EDITABLE)
    if photo_id and not (photo_id.isalnum() and photos.filter(pk=photo_id).exists()):
        raise ArchiveError(_("This photo cannot stand for it: it is not in this release any more."))
    return photo_id


def _refuse_conflicts(current: Mapping[str, str], wanted: Mapping[str, str], base: Mapping[str, str]) -> None:
    conflicts = {
        name: FieldConflict(base[name], current[name], value)
        for name, value in wanted.items()
        if name in base and current[name] not in (base[name], value)
    }
    if conflicts:
        raise EditConflict(conflicts)


def _columns(attachment: Attachment, values: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    titles = dict(attachment.titles)
    for name, value in values.items():
        column, language = split_name(name)
        if language:
            titles[language] = value
        else:
            columns["poster_id" if column == "poster" else column] = value or (None if column == "poster" else "")
    titles = {code: title for code, title in titles.items() if title}
    return columns if titles == attachment.titles else columns | {"titles": titles}


def _told(values: Mapping[str, str]) -> dict[str, str]:
    """The values as the audit tells them: a photo by its file name."""
    names = dict(Photo.objects.filter(pk=values.get("poster") or "").values_list("pk", "filename"))
    return {name: names.get(value, value) for name, value in values.items()}
