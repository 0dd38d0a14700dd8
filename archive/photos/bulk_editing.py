"""Writing into many photos at once: each text replaces what is there, follows it or precedes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from archive.audit import Action, Actor
from archive.fields import Kind
from archive.models import Decision, Photo
from archive.photos.editing import edit
from archive.photos.fields import clean_value, field_value, photo_field
from archive.photos.selection import Outcome, act_on_each


class Mode(StrEnum):
    """How a text meets the one that is there."""

    REPLACE = "replace"
    APPEND = "append"
    PREPEND = "prepend"
    CLEAR = "clear"


JOINABLE = frozenset({Kind.LINE, Kind.TEXT, Kind.WORDS})
"""Kinds of fields to which something can be added."""


@dataclass(frozen=True)
class Writing:
    """What is to be written into one field, as typed, and how."""

    text: str
    mode: Mode = Mode.REPLACE


Resolve = Callable[[Photo, str, str], str]
"""The text of a field as it is written into one photo: `resolve(photo, name, typed)`."""


def edit_many(
    photo_ids: Iterable[str],
    writings: Mapping[str, Writing],
    by: Actor,
    *,
    may_approve: bool,
    seen: Mapping[str, int] | None = None,
    resolve: Resolve = lambda _photo, _name, text: text,
) -> Outcome:
    """Write the same fields into every photo of a selection.

    `seen` holds the revision of each photo that the editor saw. A field that is to be replaced and that somebody else
    has changed since is a conflict: nothing is written into that photo.
    """

    def write(photo_id: str) -> Photo:
        photo = Photo.objects.select_related("release", "original", "batch__photographer").get(pk=photo_id)
        current = {name: field_value(photo, name) for name in writings}
        texts = {name: resolve(photo, name, writing.text) for name, writing in writings.items()}
        wanted = {name: combine(writing.mode, name, current[name], texts[name]) for name, writing in writings.items()}
        base = current | _values_seen(photo, (seen or {}).get(photo_id, 0), _replaced(writings))
        return edit(photo_id, wanted, by, may_approve=may_approve, base=base)

    return act_on_each(photo_ids, write)


def combine(mode: Mode, name: str, current: Any, text: str) -> Any:
    """The field's value after writing `text` into it; words that are there already are not repeated."""
    typed = clean_value(name, text)
    if mode is Mode.CLEAR:
        return clean_value(name, "")
    if mode is Mode.REPLACE or photo_field(name).kind not in JOINABLE or not current:
        return typed
    if not typed:
        return current
    first, second = (current, typed) if mode is Mode.APPEND else (typed, current)
    return list(dict.fromkeys([*first, *second])) if isinstance(first, list) else f"{first} {second}"


def _replaced(writings: Mapping[str, Writing]) -> set[str]:
    return {name for name, writing in writings.items() if writing.mode in (Mode.REPLACE, Mode.CLEAR)}


def _values_seen(photo: Photo, revision: int, names: set[str]) -> dict[str, Any]:
    """What stood in these fields at an earlier revision, where it was changed since: each edit is a revision."""
    edits = photo.revision - revision if 0 < revision < photo.revision else 0
    since = Decision.objects.filter(photo=photo, action=Action.EDITED).order_by("-id")[:edits] if edits else []
    values: dict[str, Any] = {}
    for decision in since:
        values |= {name: before for name, before in decision.before.items() if name in names}
    return values
