"""A release's small style sheet: the ground and the shape of each photo, seen until the photo is there, or instead."""

from __future__ import annotations

from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.contrast import readable_on


def colours_of(manifest: Manifest) -> tuple[tuple[str, str, float], ...]:
    """Of each photo that has a dominant colour: its id, that colour, and its width by its height."""
    return tuple(
        (photo.id, photo.dominant_colour, round(photo.download.width / photo.download.height, 4))
        for photo in manifest.live_photos
        if photo.dominant_colour
    )


def colour_sheet(manifest: Manifest) -> bytes:
    """A rule a photo: its ground, an ink that its alt text can be read in there, and its shape."""
    rules = [
        f".c-{photo} {{ background: {colour}; color: {readable_on(colour)}; --ratio: {ratio}; }}"
        for photo, colour, ratio in colours_of(manifest)
    ]
    return "\n".join([f"/* Since version {manifest.version} */", *rules, ""]).encode()
