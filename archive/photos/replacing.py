"""Find and replace in the texts of a selection: first what it would do, then exactly that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.fields import Kind, names_of
from archive.models import Photo
from archive.photos.captions_file import Edited
from archive.photos.editing import edit
from archive.photos.fields import TYPED, clean_value, field_value, photo_field
from archive.photos.selection import Outcome, act_on_each
from pipelines.text import MAX_TEXT

SEARCHED = tuple(
    name
    for name in names_of(field for field in TYPED if field.kind in (Kind.LINE, Kind.TEXT, Kind.WORDS))
    if name != "public_name"
)
"""The fields in which texts are found, by name."""


@dataclass(frozen=True)
class Replacement:
    """`find` becomes `put`, both as they are, without patterns."""

    find: str
    put: str
    match_case: bool = False
    whole_words: bool = False

    def apply_to(self, text: str) -> str:
        """The text after it."""
        return self._pattern.sub(lambda _found: self.put, text)

    @property
    def _pattern(self) -> re.Pattern[str]:
        found = re.escape(self.find)
        whole = rf"(?<!\w){found}(?!\w)" if self.whole_words else found
        return re.compile(whole, 0 if self.match_case else re.IGNORECASE)


def find_edits(photos: Iterable[Photo], replacement: Replacement) -> list[Edited]:
    """What the replacement changes in these photos, field by field; nothing where it looks for nothing.

    Raises ArchiveError for what no text can hold: put in for every letter, it would fill the memory.
    """
    if not replacement.find:
        return []
    if max(len(replacement.find), len(replacement.put)) > MAX_TEXT:
        raise ArchiveError(_("The text is too long."))
    edits = []
    for photo in photos:
        for name in SEARCHED:
            before = field_value(photo, name)
            entries = before if isinstance(before, list) else [before]
            replaced = [replacement.apply_to(entry)[: _enough(name, entry)] for entry in entries]
            after = clean_value(name, replaced if isinstance(before, list) else replaced[0])
            if replaced != entries and after != before:
                edits.append(Edited(photo, name, before, after))
    return edits


def _enough(name: str, entry: str) -> int:
    """So much of a text that has grown too long that it is refused when it is to be written."""
    return max(photo_field(name).max_length, len(entry)) + 1


def write_edits(edits: Iterable[Edited], by: Actor, *, may_approve: bool) -> Outcome:
    """Write what was looked at; a photo whose text somebody else has changed since is not written into."""
    by_photo: dict[str, list[Edited]] = {}
    for one in edits:
        by_photo.setdefault(one.photo.pk, []).append(one)

    def write(photo_id: str) -> None:
        changes = {one.field: one.after for one in by_photo[photo_id]}
        base: Mapping[str, object] = {one.field: one.before for one in by_photo[photo_id]}
        with transaction.atomic():
            edit(photo_id, changes, by, may_approve=may_approve, base=base)

    return act_on_each(by_photo, write)
