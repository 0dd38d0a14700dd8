"""How a contact sheet's photos stand: their order, the hero, the stacks. `arranging` changes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from archive.models import Release
from archive.orders import PhotoOrder
from archive.photos.bursts import stacks_of
from archive.releases.order import shown_hero


@dataclass(frozen=True)
class Arrangement:
    """What a page needs to show its photos as they stand; its script reads it anew with every answer."""

    order: str
    photos: tuple[str, ...]
    hero: str
    chosen: bool
    """Whether somebody chose the hero."""
    stacks: str
    """JSON: a list of `archive.photos.bursts.Stack`."""

    @property
    def order_label(self) -> str:
        return str(PhotoOrder(self.order).label)


def arrangement_of(release: Release, states: Mapping[str, str]) -> Arrangement:
    """One query; `states` of all photos, in the release's order."""
    hero = shown_hero(release.hero_id, states) or ""
    stacks = json.dumps([asdict(stack) for stack in stacks_of(release)], separators=(",", ":"))
    return Arrangement(release.photo_order, tuple(states), hero, hero == release.hero_id, stacks)
