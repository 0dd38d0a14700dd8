"""What upkeep did, as counts that add up."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Repairs:
    """Uploads received, missing ones closed and stale ones aborted, photos made due, releases restored, objects and
    uploads deleted, originals read back right and originals lost, photos made known to the search; `broken` names the
    releases (or parts of a pass) that failed.
    """

    received: int = 0
    closed: int = 0
    aborted: int = 0
    remade: int = 0
    restored: int = 0
    removed: int = 0
    verified: int = 0
    lost: int = 0
    cleared: int = 0
    indexed: int = 0
    broken: tuple[str, ...] = ()

    def __add__(self, other: Repairs) -> Repairs:
        sums = {field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        return Repairs(**sums | {"broken": tuple(dict.fromkeys(sums["broken"]))})

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """From JSON that holds what `dataclasses.asdict` gave; unknown names are left out, missing ones are zero."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        return cls(**known | {"broken": tuple(known.get("broken", ()))})
