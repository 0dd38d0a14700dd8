"""What a selection's sheet posts, and what became of each photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.models import Photo
from archive.photos.bulk_editing import Mode, Writing, combine
from archive.photos.fields import field_value, photo_field
from archive.photos.selection import Outcome
from desk.components.audit_labels import actor_name
from desk.components.inputs import as_text, field_names, posted
from desk.components.labels import field_name


@dataclass(frozen=True)
class Difference:
    """One field that two people changed, as texts."""

    label: str
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class PhotoResult:
    """A photo that was not written into: why, and what a colleague wrote instead."""

    id: str
    filename: str
    reason: str
    editor: str
    differences: tuple[Difference, ...]


def posted_writings(post: Mapping[str, str]) -> dict[str, Writing]:
    """What is to be written, by field: those that are ticked."""
    typed, _base = posted(post)
    ticked = {name: text for name, text in typed.items() if f"tick.{name}" in post}
    return {name: Writing(text, _mode(post.get(f"mode.{name}", ""))) for name, text in ticked.items()}


def texts_after(photo: Photo, post: Mapping[str, str]) -> dict[str, str]:
    """The photo's texts by field as they would be once what was posted is saved, from either kind of sheet."""
    stored = {name: as_text(field_value(photo, name)) for name in field_names()}
    typed, _base = posted(post)
    if any(name.startswith("base.") for name in post):
        return _cut(stored, stored | typed)
    written = {
        name: as_text(combine(one.mode, name, field_value(photo, name), one.text))
        for name, one in posted_writings(post).items()
    }
    return _cut(stored, stored | written)


def _cut(stored: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """So much of the texts as could be saved."""
    return {
        name: text[: max(limit, len(stored.get(name, "")))] if (limit := photo_field(name).max_typed) else text
        for name, text in texts.items()
    }


def photo_results(outcome: Outcome, photos: Mapping[str, Photo]) -> list[PhotoResult]:
    """The photos that failed, in their order."""
    return [_result(pk, reason, outcome, photos) for pk, reason in outcome.failed.items()]


def _result(pk: str, reason: str, outcome: Outcome, photos: Mapping[str, Photo]) -> PhotoResult:
    photo = photos.get(pk)
    differences = tuple(
        Difference(field_name(name), as_text(one.base), as_text(one.theirs), as_text(one.mine))
        for name, one in outcome.conflicts.get(pk, {}).items()
    )
    editor = actor_name(photo.edited_by) if photo else ""
    return PhotoResult(pk, photo.filename if photo else pk, reason, editor, differences)


def _mode(posted_mode: str) -> Mode:
    return Mode(posted_mode) if posted_mode in set(Mode) else Mode.REPLACE
