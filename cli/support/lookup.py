"""Finding the rows that an operator names at the command line. Use inside a `session`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.support.errors import CommandError

if TYPE_CHECKING:
    from archive.models import Photo, Photographer, Release


def find_release(name: str) -> Release:
    """The release with this slug or number; CommandError when there is none."""
    from django.db.models import Q

    from archive.models import Release

    release = Release.objects.filter(Q(slug=name) | Q(number=name)).first() if name else None
    if release is None:
        raise CommandError(f"There is no release {name}. These there are: ./bildstelle release list")
    return release


def find_photographer(slug: str) -> Photographer:
    """The photographer with this slug; CommandError when there is none."""
    from archive.models import Photographer

    photographer = Photographer.objects.filter(slug=slug).first()
    if photographer is None:
        raise CommandError(f"There is no photographer {slug}. These there are: ./bildstelle photographer list")
    return photographer


def find_photos(release: Release, names: Sequence[str]) -> list[Photo]:
    """The photo of each id or unique file name; CommandError lists every name that matches none or several."""
    by_name: dict[str, list[Photo]] = {}
    for photo in release.photos.all():
        for name in {photo.pk, photo.filename}:
            by_name.setdefault(name, []).append(photo)
    errors = [_mismatch(name, by_name.get(name, [])) for name in names if len(by_name.get(name, [])) != 1]
    if errors:
        raise CommandError("\n".join(errors))
    return [by_name[name][0] for name in dict.fromkeys(names)]


def find_approvable(release: Release) -> list[Photo]:
    """Ready photos, and approved or live ones that changed after their approval."""
    from archive.states import PhotoState

    return [
        photo
        for photo in release.photos.developed()
        if photo.state == PhotoState.READY or not photo.approval_is_current
    ]


def _mismatch(name: str, candidates: Sequence[Photo]) -> str:
    if not candidates:
        return f"No photo of this release is named {name}, nor is that a photo's id."
    return f"{len(candidates)} photos are named {name}; give an id: {', '.join(photo.pk for photo in candidates)}"
