"""Strips of thumbnails: the first photos of each release, read only once a page is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Case, F, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber

from archive.models import Photo, Release
from archive.orders import BY_RELEASE
from archive.states import PhotoState
from desk.components.pictures import find_renditions, tile_profiles
from desk.contact_sheet.tiles import Tile

LENGTH = 5
_NOT_SHOWN = (PhotoState.DECLINED, PhotoState.REFUSED, PhotoState.WITHDRAWN, PhotoState.RECEIVED)


@dataclass(frozen=True)
class Film:
    """A release's first photos."""

    tiles: tuple[Tile, ...] = ()


@dataclass
class Films:
    """The strips of all releases on a page: two queries, made when the first one is asked for."""

    _expected: set[int] = field(default_factory=set)

    def expect(self, releases: Iterable[Release]) -> None:
        """Say whose strips will be asked for."""
        self._expected |= {release.pk for release in releases}

    def of(self, release: Release) -> Film:
        """One release's strip."""
        return self._films.get(release.pk, Film())

    @cached_property
    def _films(self) -> dict[int, Film]:
        first = _first_photos(self._expected)
        photos = Photo.objects.select_related("original", "batch__photographer").in_bulk(first)
        renditions = find_renditions(photos.values(), tile_profiles()[:1])
        films: dict[int, list[Tile]] = {}
        for pk in first:
            if renditions.get(pk):
                films.setdefault(photos[pk].release_id, []).append(Tile(photos[pk], renditions[pk]))
        return {release: Film(tuple(tiles)) for release, tiles in films.items()}


def _first_photos(expected: set[int]) -> list[str]:
    """The ids of the photos that stand first, the hero before all, without those that nobody wants to see."""
    leads = Case(When(pk=F("release__hero"), then=Value(0)), default=Value(1), output_field=IntegerField())
    place = Window(RowNumber(), partition_by=F("release_id"), order_by=[leads, *BY_RELEASE])
    photos = Photo.objects.filter(release__in=expected).exclude(state__in=_NOT_SHOWN).annotate(place=place)
    return list(photos.filter(place__lte=LENGTH).order_by("release_id", "place").values_list("pk", flat=True))
