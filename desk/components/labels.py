"""The record's keys as people read them: fields, languages, reasons, warnings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.audit import Action
from archive.fields import split_name
from archive.languages import language_name
from archive.models import Attachment, Photo, Release
from archive.orders import PhotoOrder
from archive.photos.fields import PHOTO_FIELDS
from archive.problems import NEXT_BY_ITSELF, NEXT_BY_YOU, PARKED, PERMANENT, WAITS, Problem, cause_of
from archive.releases.fields import RELEASE_FIELDS
from archive.states import PhotoState
from pipelines.refusal import REASONS, WARNINGS

_STATES = {PhotoState.READY: _("to review"), "parked": _("parked")}
CHOICES = {field.name: dict(field.choices) for field in (*PHOTO_FIELDS, *RELEASE_FIELDS) if field.choices}
CHOICES["photo_order"] = dict(PhotoOrder.choices)
_QUOTING = ("iim_newer",)  # its detail is ours and quotes the file
_QUOTED = re.compile("“([^“”]*)”")
LABELS = {field.name: field.label for field in (*PHOTO_FIELDS, *RELEASE_FIELDS)}
LABELS |= {"for_whom": _("For whom"), "until": _("Good until"), "max_opens": _("Openings")}
LABELS |= {"photo_order": _("Order of the photos"), "places": _("Places in the order"), "hero": _("Hero")}
LABELS |= {"reason": _("Reason"), "poster": _("Photo that stands for it")}
LABELS |= {"correction_notes": _("Note on the correction")}


def language_names() -> dict[str, str]:
    """The release languages in the reader's words: `{"de": "German", "en": "English"}`."""
    return {code: language_name(code) for code in settings.RELEASE_LANGUAGES}


UNDO_LABELS: Mapping[str, Any] = {
    Action.APPROVED: _("Undo: {n} approved"),
    Action.DECLINED: _("Undo: {n} declined"),
    Action.CLEARED: _("Undo: {n} cleared away"),
    Action.RESTORED: _("Undo: {n} put back"),
    Action.ARRANGED: _("Undo: photos rearranged"),
    Action.UNGROUPED: _("Undo: stack taken apart"),
}
"""What a press of undo takes back; `{n}` is the number of photos."""


def field_name(name: str) -> str:
    """A field as the tables of the archive name it, readable: `captions.de` is "Caption (German)"."""
    column, language = split_name(name)
    label = str(LABELS.get(column, column))
    return f"{label} ({language_name(language)})" if language else label


def value_label(name: str, value: object) -> object:
    """A value of a choice as people call it; any other unchanged."""
    choices = CHOICES.get(split_name(name)[0], {})
    return choices.get(value, value) if isinstance(value, str) else value


def state_label(state: str) -> str:
    """A photo's state as the desk calls it: what is ready is to be reviewed; `parked` is no state of the record."""
    return str(_STATES[state]) if state in _STATES else str(PhotoState(state).label)


def problem_of(photo: Photo | Attachment) -> str:
    """Why a photo or attachment was refused or parked or waits for people, and what to do; empty when all is well."""
    if photo.problem in PERMANENT or (photo.problem in WAITS and not photo.parked):
        return cause_of(photo)
    return gettext(PARKED) if photo.parked else ""


def problem_for_sender(file: Photo | Attachment) -> str:
    """The same for whoever sent it: they can send another file, and nothing else."""
    if file.problem in REASONS:
        return gettext(REASONS[file.problem])
    if file.problem == Problem.UPLOAD_MISSING:
        return gettext("The file is not in the store: it was deleted there, or never arrived. Please send it again.")
    if file.problem == Problem.AWAITS_PHOTO:
        return cause_of(file)
    if problem_of(file):
        return gettext("The press office sees to it. Nothing is lost, and you need not send it again.")
    return ""


@dataclass(frozen=True)
class Notice:
    """Why a release makes no progress and what happens next; `parked` when nothing more happens by itself."""

    text: str
    parked: bool


def release_notice(release: Release) -> Notice | None:
    """None while all is well."""
    if not release.problem:
        return None
    return Notice(_what_is_next(release), release.parked)


def _what_is_next(release: Release) -> str:
    if release.problem in WAITS:
        return cause_of(release)
    return f"{cause_of(release)} {gettext(NEXT_BY_YOU if release.parked else NEXT_BY_ITSELF)}"


def warning_text(warning: str) -> str:
    """A warning of the darkroom as a sentence, followed by its detail: `missing_glyph: 😀`."""
    key, _colon, detail = warning.partition(": ")
    if key not in WARNINGS:
        return warning
    if key in _QUOTING:
        detail = _QUOTED.sub(lambda found: gettext("“%(text)s”") % {"text": found[1]}, detail)
    return f"{gettext(WARNINGS[key])} ({detail})" if detail else gettext(WARNINGS[key])


SOON = timedelta(days=14)
"""How long before a photo's right of use ends the desk begins to say so."""


def end_label(photo: Photo) -> str:
    """`Right ends 3 Dec, 18:00` where that is near, or that it has ended; else empty."""
    end = photo.rights_end_at
    if end is None or end - timezone.now() > SOON:
        return ""
    if end <= timezone.now():
        return gettext("Right of use ended")
    return gettext("Right ends %(moment)s") % {"moment": date_format(timezone.localtime(end), gettext("j M, H:i"))}
