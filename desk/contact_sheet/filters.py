"""The filter chips above the photos: a symbol, a number and a word for each kind of photo there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.components.labels import state_label
from desk.contact_sheet.kinds import Kinds


@dataclass(frozen=True)
class Chip:
    """A filter: it shows the tiles that are of one of its `kinds` (see `Kinds.kinds`). The browser counts on."""

    icon: str
    kinds: str
    label: str | Promise
    count: int = 0


_GAPS = Chip("gap", "gap", _("with gaps"))
_UNPUBLISHED = Chip("unpublished", "unpublished", _("not yet public"))
_STACKED = Chip("series", "stacked", _("in bursts"))
_STATES = (
    ("ready", "ready"),
    ("approved", "approved"),
    ("live", "live"),
    ("declined", "declined"),
    ("developing", "received developing"),
    ("refused", "refused"),
    ("parked", "parked"),
    ("withdrawn", "withdrawn"),
)


def chips_of(tiles: Iterable[Kinds]) -> list[Chip]:
    """All chips with their counts; those of none are on the page too, for photos change while it is open."""
    kinds = [frozenset(tile.kinds.split()) for tile in tiles]
    chips = [*(Chip(icon, of, state_label(icon)) for icon, of in _STATES), _UNPUBLISHED, _GAPS, _STACKED]
    return [_counted(chip, kinds) for chip in chips]


def _counted(chip: Chip, kinds: list[frozenset[str]]) -> Chip:
    wanted = frozenset(chip.kinds.split())
    return Chip(chip.icon, chip.kinds, chip.label, sum(not wanted.isdisjoint(one) for one in kinds))
