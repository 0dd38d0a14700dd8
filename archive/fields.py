"""What a field of a photo or a release is: one row of a table that everything which handles fields reads.

The tables are `archive/photos/fields.py` and `archive/releases/fields.py`. An edit, an audit entry and a form name a
field by its column and, where it is kept per language, the language: `captions.de`, `persons`, `titles.en`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Kind(Enum):
    """What a field holds, and so how it is typed, cleaned and compared."""

    LINE = auto()
    """One line of text."""
    TEXT = auto()
    """Text with line breaks."""
    WORDS = auto()
    """A list of words or names; typed with semicolons between them."""
    POSITION = auto()
    """A place in a release whose photos stand in an order by hand, from 1; those without one follow the others."""
    CROP = auto()
    """[left, top, width, height] as fractions of the picture; see `pipelines.crop`."""
    POINT = auto()
    """[x, y] as fractions of the picture."""
    DATE = auto()
    """A day."""
    MOMENT = auto()
    """A time with its zone."""
    CHOICE = auto()
    """One value of a list; empty for none."""
    CONTACT = auto()
    """Name, mail and phone."""
    LINKS = auto()
    """A list of labels and URLs."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: `name` is its column, `label` what people call it.

    `max_length` counts characters (of each word in a list), `max_entries` the words of a list; 0 sets no limit.
    `choices` are the values of a choice, each with what people call it.
    `sealed` says that the field goes into public files, `public` that the manifest lists it under its own name,
    `permission` who may edit it.
    """

    name: str
    label: StrPromise
    kind: Kind
    per_language: bool = False
    max_length: int = 0
    max_entries: int = 0
    choices: tuple[tuple[str, StrPromise], ...] = ()
    sealed: bool = False
    public: bool = False
    permission: str

    @property
    def max_typed(self) -> int:
        """Characters that the whole field has at most as it is typed, with `; ` between entries; 0 sets no limit."""
        return (self.max_length + 2) * self.max_entries if self.max_entries else self.max_length

    @property
    def names(self) -> list[str]:
        """The field as it is named elsewhere: once, or once per release language."""
        if not self.per_language:
            return [self.name]
        return [f"{self.name}.{code}" for code in settings.RELEASE_LANGUAGES]


def split_name(name: str) -> tuple[str, str]:
    """Column and language of a named field: `captions.de` gives ("captions", "de"), `persons` ("persons", "")."""
    column, _dot, language = name.partition(".")
    return column, language


def names_of(fields: Iterable[Field]) -> list[str]:
    """All fields as they are named, in the order of the table."""
    return [name for field in fields for name in field.names]


def columns_of(fields: Sequence[Field], *kinds: Kind) -> list[str]:
    """The columns of these kinds, in the order of the table."""
    return [field.name for field in fields if field.kind in kinds]
