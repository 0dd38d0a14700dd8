"""The fields of a photo that the desk edits, in their order on the sheet, and what was posted for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.errors import FieldConflict
from archive.fields import Kind, names_of, split_name
from archive.languages import language_name
from archive.models import Photo
from archive.moments import write_moment
from archive.photos.alternatives import Alternative, alternatives_of
from archive.photos.bulk_editing import JOINABLE, Mode
from archive.photos.fields import FRAMING, TYPED, PhotoField, field_value, photo_field
from desk.components.labels import field_name
from desk.components.widgets import MomentInput


@dataclass(frozen=True)
class SheetField:
    """One input of one photo or a selection.

    `base` is what the reader saw when the sheet was opened, `theirs` what a colleague wrote since, in place of `was`.
    `filled` of the selection's `count` photos have something in this field.
    """

    name: str
    value: str
    base: str
    theirs: str | None = None
    was: str = ""
    placeholder: str = ""
    alternatives: Sequence[Alternative] = ()
    filled: int = 0
    count: int = 1

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
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""

    @property
    def permission(self) -> str:
        return self.row.permission

    @property
    def is_moment(self) -> bool:
        """It is a day and a time, which can be chosen in a calendar."""
        return self.row.kind is Kind.MOMENT

    @property
    def picker(self) -> SafeString:
        """The input of a moment."""
        described = {"id": self.input_id, "aria-describedby": f"hint-{self.input_id}"}
        return MomentInput().render(self.name, self.value, described)

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
    def modes(self) -> list[tuple[str, str]]:
        """How a text can meet those that are there; none where there is nothing to meet."""
        if not self.filled:
            return []
        joining = [(Mode.APPEND, _("append")), (Mode.PREPEND, _("prepend"))]
        return [
            (Mode.REPLACE, _("replace")),
            *(joining if self.row.kind in JOINABLE else ()),
            (Mode.CLEAR, _("erase")),
        ]

    @property
    def effects(self) -> dict[str, str]:
        """What writing will do to the selection's texts, by mode; `kept` is what happens without."""
        n = {"n": self.filled}
        replaced = ngettext("Replaces %(n)d text", "Replaces %(n)d texts", self.filled) % n
        return {
            "kept": _("Stays as it is") if self.is_mixed else "",
            Mode.REPLACE: replaced if self.filled else _("Fills what is empty"),
            Mode.APPEND: ngettext("Follows %(n)d text", "Follows %(n)d texts", self.filled) % n,
            Mode.PREPEND: ngettext("Precedes %(n)d text", "Precedes %(n)d texts", self.filled) % n,
            Mode.CLEAR: ngettext("Empties %(n)d text", "Empties %(n)d texts", self.filled) % n,
        }

    @property
    def is_mixed(self) -> bool:
        """The photos of the selection differ in it."""
        return self.count > 1 and bool(self.filled) and not self.value

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
        theirs, was = (stored, as_text(conflicts[name].base)) if name in conflicts else (None, "")
        hint, others = str(photo_field(name).hint), alternatives.get(name, ())
        fields.append(SheetField(name, mine.get(name, stored), stored, theirs, was, hint, others, bool(stored)))
    return fields


def shared_fields(photos: Iterable[Photo]) -> list[SheetField]:
    """The inputs of a selection: a value all photos share, or "mixed" with the number of values."""
    photos = list(photos)
    return [_shared(name, [as_text(field_value(photo, name)) for photo in photos]) for name in field_names()]


def _shared(name: str, values: list[str]) -> SheetField:
    distinct = len(set(values))
    shared = values[0] if distinct == 1 else ""
    placeholder = _empty_hint(name) if distinct == 1 else _("mixed (%(n)d values)") % {"n": distinct}
    filled = sum(map(bool, values))
    return SheetField(name, shared, shared, placeholder=placeholder, filled=filled, count=len(values))


def _empty_hint(name: str) -> str:
    """What an empty choice says, and that an empty text is empty in every photo."""
    row = photo_field(name)
    return str(row.hint) if row.choices else _("empty")


def as_text(value: Any) -> str:
    """A field as an input holds it: several words of a list are separated by semicolons, fractions by blanks."""
    if isinstance(value, dt.datetime):
        return write_moment(value, str(MomentInput.pattern))
    if isinstance(value, list):
        return "; ".join(value) if all(isinstance(entry, str) for entry in value) else " ".join(map(str, value))
    return "" if value is None else str(value)


def posted(post: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed and what had been seen, for the fields that were posted."""
    names = [name for name in (*field_names(), *names_of(FRAMING)) if name in post]
    typed = {name: post[name].replace("\r\n", "\n").strip() for name in names}
    base = {name: post.get(f"base.{name}", "").replace("\r\n", "\n").strip() for name in names}
    return typed, base
