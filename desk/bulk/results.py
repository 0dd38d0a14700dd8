"""What a selection's sheet posts, and what became of each photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.models import Photo
from archive.photos.bulk_editing import Mode, Writing
from archive.photos.selection import Outcome
from desk.components.inputs import as_text, posted
from desk.components.labels import field_name
from desk.history.audit_labels import actor_name


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
