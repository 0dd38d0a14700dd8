"""Strips of thumbnails: the first photos of each release, read only once a page is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from archive.models import Photo, Release
from desk.components.pictures import find_renditions, tile_profiles
from desk.contact_sheet.tiles import Tile

LENGTH = 5


@dataclass(frozen=True)
class Film:
    """A release's first photos."""

    tiles: tuple[Tile, ...] = ()


@dataclass
class Films:
    """The strips of all releases on a page: two queries, made when the first one is asked for."""

    _expected: dict[int, int] = field(default_factory=dict)

    def expect(self, releases: Iterable[Release], length: int = LENGTH) -> None:
        """Say whose strips will be asked for."""
        self._expected |= {release.pk: length for release in releases}

    def of(self, release: Release) -> Film:
        """One release's strip."""
        return self._films.get(release.pk, Film())

    @cached_property
    def _films(self) -> dict[int, Film]:
        photos = Photo.objects.select_related("original", "batch__photographer").in_bulk(_first_photos(self._expected))
        profiles = tile_profiles()[:1]
        renditions = find_renditions(photos.values(), profiles)
        films: dict[int, list[Tile]] = {}
        for pk in photos:
            if renditions[pk]:
                films.setdefault(photos[pk].release_id, []).append(Tile(photos[pk], renditions[pk]))
        return {release: Film(tuple(tiles)) for release, tiles in films.items()}


def _first_photos(expected: dict[int, int]) -> list[str]:
    """The ids of the photos that stand first, without those that nobody wants to see."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT first.id FROM unnest(%s::bigint[], %s::int[]) wanted (release, length) CROSS JOIN LATERAL (
                SELECT id FROM archive_photo
                WHERE release_id = wanted.release AND state NOT IN ('declined', 'refused', 'withdrawn', 'received')
                ORDER BY position NULLS LAST, filename, id LIMIT wanted.length
            ) first""",
            [list(expected), list(expected.values())],
        )
        return [row[0] for row in cursor.fetchall()]
