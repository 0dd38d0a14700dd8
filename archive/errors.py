"""What can go wrong in the record; the texts are for people.

ArchiveError
├── NotAllowed      the table of legal transitions has no such line
├── Overtaken       somebody else changed the row first; read it again
├── EditConflict    two people changed the same field (carries theirs and mine)
└── GateClosed      something that must be there before publishing is missing (names it)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class ArchiveError(Exception):
    """Base of all errors the record raises on purpose."""


class NotAllowed(ArchiveError):
    """There is no legal transition from here to there."""


class Overtaken(ArchiveError):
    """The row was not as expected when it was to change."""


@dataclass(frozen=True)
class FieldConflict:
    """One field two people changed: what it was, what they made of it, what I wanted."""

    base: Any
    theirs: Any
    mine: Any


class EditConflict(ArchiveError):
    """Somebody else changed the same fields meanwhile; nothing of mine was written."""

    def __init__(self, fields: Mapping[str, FieldConflict]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(fields)}")
        self.fields = dict(fields)


class GateClosed(ArchiveError):
    """The release cannot be published as it stands; the text names what is missing."""

    def __init__(self, findings: Iterable[object]) -> None:
        super().__init__("; ".join(map(str, findings)))
