"""Changes to texts as a reader looks at them before they are made: photo by photo, before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from archive.photos.captions_file import Edited
from desk.components.inputs import as_text
from desk.components.labels import field_name


@dataclass(frozen=True)
class ShownEdit:
    """One change as texts."""

    label: str
    before: str
    after: str

    @classmethod
    def of(cls, edit: Edited) -> ShownEdit:
        """An edit as people read it."""
        return cls(field_name(edit.field), as_text(edit.before), as_text(edit.after))


@dataclass(frozen=True)
class ShownRow:
    """All changes of one photo, or why there are none."""

    filename: str
    edits: tuple[ShownEdit, ...]
    refusals: tuple[str, ...] = ()


def rows_of(edits: Iterable[Edited]) -> list[ShownRow]:
    """One row a photo, in the order of the edits."""
    by_photo: dict[str, list[Edited]] = {}
    for one in edits:
        by_photo.setdefault(one.photo.pk, []).append(one)
    return [ShownRow(found[0].photo.filename, tuple(map(ShownEdit.of, found))) for found in by_photo.values()]


def digest_of_edits(edits: Iterable[Edited]) -> str:
    """A fingerprint of these edits: what was looked at is what is made."""
    return hashlib.sha256(
        repr([(one.photo.pk, one.field, one.before, one.after) for one in edits]).encode()
    ).hexdigest()
