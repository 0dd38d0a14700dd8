"""Which stored rendition shows a photo: the one its recipe names, else the newest while that is being made."""

from __future__ import annotations

import math
from collections.abc import Iterable

from django.conf import settings

from archive.models import Photo, Rendition
from archive.photos.renditions import wanted_rendition
from pipelines.recipes import Profile

TILE_EDGE = 800
SCREEN_EDGE = 1600

RenditionsByProfile = dict[str, Rendition]


def tile_profiles() -> list[str]:
    """Profiles for a tile, smallest first: one per size up to 800 px, in the format with the smallest files."""
    lightest: dict[float, Profile] = {}
    for profile in _uncropped_profiles():
        if _edge(profile) <= TILE_EDGE and (profile.format != "jpeg" or _edge(profile) not in lightest):
            lightest[_edge(profile)] = profile
    return [lightest[edge].name for edge in sorted(lightest)]


def screen_profile() -> str:
    """The profile that fills a screen: the smallest of at least 1600 px, else the largest there is."""
    ladder = sorted(_uncropped_profiles(), key=_edge)
    return next((profile.name for profile in ladder if _edge(profile) >= SCREEN_EDGE), ladder[-1].name)


def largest_profile(*, marked: bool) -> str | None:
    """The largest profile whose picture bears a credit, or bears none; None when no profile is so."""
    ladder = [profile for profile in _uncropped_profiles() if (profile.watermark != "none") is marked]
    return max(ladder, key=_edge).name if ladder else None


def _uncropped_profiles() -> list[Profile]:
    """The profiles that show the whole photo, as an editor must see it; the download is always one of them."""
    return [profile for profile in settings.RECIPES.profiles if not profile.aspect]


def _edge(profile: Profile) -> float:
    return profile.long_edge or math.inf


def find_renditions(photos: Iterable[Photo], profiles: Iterable[str]) -> dict[str, RenditionsByProfile]:
    """The renditions by profile name, per photo id, in one query. Photos need original and photographer loaded."""
    photos, profiles = list(photos), list(profiles)
    stored: dict[tuple[int, str], list[Rendition]] = {}
    originals = {photo.original_id for photo in photos if photo.original_id}
    for rendition in Rendition.objects.filter(original__in=originals, profile__in=profiles).order_by("pk"):
        stored.setdefault((rendition.original_id, rendition.profile), []).append(rendition)
    return {photo.pk: _of(photo, profiles, stored) for photo in photos}


def _of(photo: Photo, profiles: list[str], stored: dict[tuple[int, str], list[Rendition]]) -> RenditionsByProfile:
    found: RenditionsByProfile = {}
    for profile in profiles:
        if photo.original_id and (candidates := stored.get((photo.original_id, profile))):
            found[profile] = candidates[0] if len(candidates) == 1 else _wanted(photo, profile, candidates)
    return found


def _wanted(photo: Photo, profile: str, candidates: list[Rendition]) -> Rendition:
    """The rendition with this photo's own credit: photos of several releases may share an original."""
    recipe = next((known for known in settings.RECIPES.profiles if known.name == profile), None)
    if recipe is None:
        return candidates[-1]
    digest = wanted_rendition(photo, recipe).digest
    return next((one for one in candidates if one.digest == digest), candidates[-1])
