"""Wanted minus stored: which renditions a photo should have now, and which are not there yet."""

from __future__ import annotations

from django.conf import settings

from archive.models import Photo, Rendition
from archive.photos.credits import credit_of
from pipelines.credit import Credit
from pipelines.crop import Aspect, Box, crop_box, parse_crop, parse_point
from pipelines.recipes import Profile, RenditionOrder, recipe_digest


def wanted_renditions(photo: Photo) -> list[RenditionOrder]:
    """One order a profile, in the order of the ladder. Needs the photo's original (saved or not) and photographer."""
    credit = credit_of(photo)
    return [_order(photo, profile, credit) for profile in settings.RECIPES.profiles]


def wanted_rendition(photo: Photo, profile: Profile) -> RenditionOrder:
    """The order of one profile; needs what `wanted_renditions` needs."""
    return _order(photo, profile, credit_of(photo))


def _order(photo: Photo, profile: Profile, credit: Credit | None) -> RenditionOrder:
    drawn = credit.text if credit and profile.watermark != "none" else None
    box = _box(photo, profile.ratio) if profile.ratio else None
    return RenditionOrder(profile=profile, digest=recipe_digest(profile, drawn, box), credit=drawn, box=box)


def _box(photo: Photo, aspect: Aspect) -> Box:
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    facts = photo.original.facts
    crop, focal_point = parse_crop(photo.crop), parse_point(photo.focal_point)
    return crop_box((facts["width"], facts["height"]), aspect, crop, focal_point)


def stored_renditions(photo: Photo) -> dict[str, Rendition]:
    """Stored renditions of the photo's original, by recipe digest."""
    if photo.original is None or photo.original.pk is None:
        return {}
    return {rendition.digest: rendition for rendition in photo.original.renditions.all()}


def missing_renditions(photo: Photo) -> list[RenditionOrder]:
    """The orders no stored rendition answers."""
    stored = stored_renditions(photo)
    return [order for order in wanted_renditions(photo) if order.digest not in stored]
