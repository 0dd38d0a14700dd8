"""The fields of a photo that the desk edits, in their order on the sheet, and what was posted for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from archive.errors import FieldConflict
from archive.fields import names_of, split_name
from archive.models import Photo
from archive.photos.alternatives import Alternative, alternatives_of
from archive.photos.fields import FRAMING, TYPED, PhotoField, field_value, photo_field
from desk.components.labels import field_name


@dataclass(frozen=True)
class SheetField:
    """One input: `base` is what the reader saw when the sheet was opened, `theirs` what a colleague wrote since."""

    name: str
    value: str
    base: str
    theirs: str | None = None
    placeholder: str = ""
    alternatives: Sequence[Alternative] = ()

    @property
    def row(self) -> PhotoField:
        return photo_field(self.name)

    @property
    def label(self) -> str:
        return field_name(self.name)

    @property
    def language(self) -> str:
        return split_name(self.name)[1]

    @property
    def permission(self) -> str:
        return self.row.permission

    @property
    def is_long(self) -> bool:
        return self.row.multiline

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values to choose from, as people call them; one that is stored is among them, whatever it is."""
        known = [(value, str(label)) for value, label in self.row.choices]
        strange = [(value, value) for value in {self.value, self.base} if value and value not in dict(known)]
        return [*known, *strange] if known else []

    @property
    def display(self) -> str:
        """The value as people call it."""
        return dict(self.choices).get(self.value, self.value)

    @property
    def is_folded(self) -> bool:
        """Few readers need it: it stands in the part of the sheet that is opened on demand."""
        return self.row.folded

    @property
    def asks_for_attention(self) -> bool:
        """What was typed is not saved yet, a colleague wrote something else, or the file says two things."""
        return self.theirs is not None or self.value != self.base or bool(self.alternatives)

    @property
    def ideal(self) -> int | None:
        """The length that serves its readers best, in characters."""
        return self.row.ideal_length

    @property
    def input_id(self) -> str:
        return "field-" + self.name.replace(".", "-")


def field_names() -> list[str]:
    """What is typed on the sheet, in its order: `captions.de`, `captions.en`, `alt_texts.de`, … `persons`, …"""
    return names_of(TYPED)


def fields_of(
    photo: Photo,
    names: Iterable[str],
    conflicts: Mapping[str, FieldConflict] | None = None,
    mine: Mapping[str, str] | None = None,
) -> list[SheetField]:
    """The inputs of one photo; after a conflict they hold `mine`, and beside them theirs."""
    conflicts, mine = conflicts or {}, mine or {}
    alternatives = alternatives_of(photo)
    fields = []
    for name in names:
        stored = as_text(field_value(photo, name))
        theirs = stored if name in conflicts else None
        hint, others = str(photo_field(name).hint), alternatives.get(name, ())
        fields.append(SheetField(name, mine.get(name, stored), stored, theirs, hint, others))
    return fields


def shared_fields(photos: Iterable[Photo]) -> list[SheetField]:
    """The inputs of a selection: a value all photos share, or "mixed" with the number of values."""
    photos = list(photos)
    return [_shared(name, [as_text(field_value(photo, name)) for photo in photos]) for name in field_names()]


def _shared(name: str, values: list[str]) -> SheetField:
    distinct = len(set(values))
    if distinct == 1:
        return SheetField(name, values[0], values[0], placeholder=_empty_choice(name))
    return SheetField(name, "", "", placeholder=_("mixed (%(n)d values)") % {"n": distinct})


def _empty_choice(name: str) -> str:
    """What an empty choice says; an empty text says nothing, for it would be written into many photos."""
    row = photo_field(name)
    return str(row.hint) if row.choices else ""


def as_text(value: Any) -> str:
    """A field as an input holds it: several words of a list are separated by semicolons, fractions by blanks."""
    if isinstance(value, list):
        return "; ".join(value) if all(isinstance(entry, str) for entry in value) else " ".join(map(str, value))
    return "" if value is None else str(value)


def posted(post: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed and what had been seen, for the fields that were posted."""
    names = [name for name in (*field_names(), *names_of(FRAMING)) if name in post]
    typed = {name: post[name].replace("\r\n", "\n").strip() for name in names}
    base = {name: post.get(f"base.{name}", "").replace("\r\n", "\n").strip() for name in names}
    return typed, base
