"""A long contact sheet: its first photos are drawn with the page, the others once the page asks for them.

Until then each of those has a placeholder, on which keys, selection, filters and counts work as on a tile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archive.four_eyes import is_barred
from archive.models import Batch, Photo, Release
from desk.components.badges import Badges
from desk.contact_sheet.kinds import Kinds
from desk.macros import load_macro

DRAWN_AT_ONCE = 180
"""Three sections, more than fit on any screen."""


@dataclass(frozen=True)
class Placeholder(Kinds):
    """A photo whose tile follows."""

    photo: Photo
    photographer: str
    """Slug; empty for an unknown one."""
    badges: tuple[str, ...] = ()
    barred: bool = False

    @property
    def html(self) -> Markup:
        return load_macro("contact_sheet/templates/placeholder.html.j2")(self)


def split(ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """The photos to be drawn at once, and those that follow."""
    ids = list(ids)
    return ids[:DRAWN_AT_ONCE], ids[DRAWN_AT_ONCE:]


def make_placeholders(
    release: Release, ids: Sequence[str], batches: Iterable[Batch], badges: Badges, *, reader: str = ""
) -> list[Placeholder]:
    """Placeholders of these photos, in the release's order; one query for few columns, none without photos."""
    if not ids:
        return []
    slugs = {batch.pk: batch.photographer.slug if batch.photographer else "" for batch in batches}
    photos = release.photos.only(*_COLUMNS).filter(pk__in=ids)
    return [_of(photo, slugs, badges, reader) for photo in photos]


_COLUMNS = (
    "release_id",
    "state",
    "revision",
    "approved_revision",
    "filename",
    "problem",
    "due_at",
    "original_id",
    "batch_id",
    "edited_by",
)


def _of(photo: Photo, slugs: Mapping[int, str], badges: Badges, reader: str) -> Placeholder:
    return Placeholder(photo, slugs.get(photo.batch_id, ""), badges.get(photo.pk, ()), is_barred(photo, reader))
