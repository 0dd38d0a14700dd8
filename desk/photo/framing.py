"""Focal point and crop of one photo, as the sheet needs them to let people set both on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from archive.models import Photo
from desk.components.inputs import SheetField


@dataclass(frozen=True)
class Framing:
    """The upright picture's size in pixels, the aspects it is cropped to (`16:9`), and the two inputs."""

    width: int
    height: int
    aspects: tuple[str, ...]
    fields: list[SheetField]

    @property
    def in_conflict(self) -> bool:
        """Whether somebody else has set one of them in the meantime."""
        return any(field.theirs is not None for field in self.fields)


def framing_of(photo: Photo, fields: list[SheetField]) -> Framing | None:
    """None where nothing is cropped: no profile has an aspect, or the file has not been inspected yet."""
    aspects = tuple(dict.fromkeys(profile.aspect for profile in settings.RECIPES.profiles if profile.aspect))
    if not aspects or photo.original is None:
        return None
    facts = photo.original.facts
    return Framing(facts["width"], facts["height"], aspects, fields)
