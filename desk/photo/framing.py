"""Focal point and crop of one photo, as the sheet needs them to let people set both on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from archive.models import Photo
from desk.components.inputs import SheetField
from pipelines.crop import crop_box


@dataclass(frozen=True)
class Framing:
    """The upright picture's size in pixels, the aspects it is cropped to (`16:9`), and the two inputs."""

    width: int
    height: int
    aspects: tuple[str, ...]
    fields: list[SheetField]

    @property
    def picture(self) -> str:
        """The `viewBox` of the whole picture."""
        return f"0 0 {self.width} {self.height}"

    @property
    def in_conflict(self) -> bool:
        """Whether somebody else has set one of them in the meantime."""
        return any(field.theirs is not None for field in self.fields)


@dataclass(frozen=True)
class Cut:
    """What a profile with an aspect (`16:9`) shows of a photo, as an SVG's `viewBox` on a picture of this size."""

    aspect: str
    box: str
    width: int
    height: int


def cuts_of(photo: Photo) -> list[Cut]:
    """One per aspect, as it will be rendered with the stored crop and focal point."""
    if photo.original is None:
        return []
    width, height = photo.original.facts["width"], photo.original.facts["height"]
    cuts = []
    for profile in settings.RECIPES.profiles:
        if profile.aspect and profile.ratio:
            left, top, right, bottom = crop_box((width, height), profile.ratio, photo.crop, photo.focal_point)
            cuts.append(Cut(profile.aspect, f"{left} {top} {right - left} {bottom - top}", width, height))
    return list({cut.aspect: cut for cut in cuts}.values())


def framing_of(photo: Photo, fields: list[SheetField]) -> Framing | None:
    """None where nothing is cropped: no profile has an aspect, or the file has not been inspected yet."""
    aspects = tuple(dict.fromkeys(profile.aspect for profile in settings.RECIPES.profiles if profile.aspect))
    if not aspects or photo.original is None:
        return None
    facts = photo.original.facts
    return Framing(facts["width"], facts["height"], aspects, fields)
