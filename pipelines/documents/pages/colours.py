"""A release's small style sheet: the ground of each photo, which is seen until the photo is there, or instead of it."""

from __future__ import annotations

from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.contrast import readable_on


def colours_of(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """The dominant colour of each photo that has one, by the photo's id."""
    return tuple((photo.id, photo.dominant_colour) for photo in manifest.live_photos if photo.dominant_colour)


def colour_sheet(manifest: Manifest) -> bytes:
    """A rule a photo: its ground, and an ink that its alt text can be read in there."""
    rules = [
        f".c-{photo} {{ background: {colour}; color: {readable_on(colour)}; }}"
        for photo, colour in colours_of(manifest)
    ]
    return "\n".join([f"/* Since version {manifest.version} */", *rules, ""]).encode()
