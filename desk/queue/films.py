"""Strips of thumbnails: the first photos of each release, read only once a page is drawn.

Finding which photos stand first means to sort them all. So a strip is remembered, by this process, as long as its
release looks the same from outside; what is remembered may be forgotten at any time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Case, F, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.models import Photo, Release, Rendition
from archive.orders import BY_RELEASE
from archive.states import PhotoState
from desk.components.pictures import find_renditions, tile_profiles
from desk.contact_sheet.tiles import Tile

LENGTH = 5
MOST_REMEMBERED = 1000
REMEMBERED_FOR = 600
"""Seconds: a change that is committed late leaves no mark."""
_NOT_SHOWN = (PhotoState.DECLINED, PhotoState.REFUSED, PhotoState.WITHDRAWN, PhotoState.RECEIVED)


Film = tuple[SafeString, ...]
"""A release's first photos, each as the element that shows it."""


@dataclass
class Films:
    """The strips of all releases on a page: at most three queries, made when the first one is asked for."""

    _expected: dict[int, object] = field(default_factory=dict)

    def expect(self, release: Release, mark: object) -> None:
        """Say whose strip will be asked for; `mark` differs whenever another photo may stand first."""
        self._expected[release.pk] = mark

    def of(self, release: Release) -> Film:
        """One release's strip."""
        return self._films.get(release.pk, ())

    @cached_property
    def _films(self) -> dict[int, Film]:
        known = {pk: film for pk, mark in self._expected.items() if (film := _recall(pk, mark)) is not None}
        fresh = _read([pk for pk in self._expected if pk not in known])
        for pk, film in fresh.items():
            _remember(pk, self._expected[pk], film)
        return known | fresh


_remembered: OrderedDict[int, tuple[object, float, Film]] = OrderedDict()


def _recall(release: int, mark: object) -> Film | None:
    known, since, film = _remembered.get(release, (None, 0.0, ()))
    return film if known == mark and time.monotonic() - since < REMEMBERED_FOR else None


def _remember(release: int, mark: object, film: Film) -> None:
    _remembered[release] = (mark, time.monotonic(), film)
    _remembered.move_to_end(release)
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)


def _read(releases: Collection[int]) -> dict[int, Film]:
    """The strips of these releases; no query where there are none."""
    if not releases:
        return {}
    first = _first_photos(releases)
    photos = Photo.objects.select_related("original", "batch__photographer").in_bulk(first)
    renditions = find_renditions(photos.values(), tile_profiles()[:1])
    films: dict[int, list[SafeString]] = {pk: [] for pk in releases}
    for pk in first:
        tile = Tile(photos[pk], renditions[pk])
        if tile.small:
            films[photos[pk].release_id].append(_draw(tile.source, tile.small))
    return {release: tuple(pictures) for release, pictures in films.items()}


def _draw(source: str, picture: Rendition) -> SafeString:
    image = '<img src="{}" width="{}" height="{}" loading="lazy" decoding="async" alt="">'
    return format_html(image, source, picture.width, picture.height)


def _first_photos(releases: Collection[int]) -> list[str]:
    """The ids of the photos that stand first, the hero before all, without those that nobody wants to see.

    Of a burst only the first stands there: five times the same says nothing.
    """
    leads = Case(When(pk=F("release__hero"), then=Value(0)), default=Value(1), output_field=IntegerField())
    place = Window(RowNumber(), partition_by=F("release_id"), order_by=[leads, *BY_RELEASE])
    photos = Photo.objects.filter(release__in=releases).exclude(state__in=_NOT_SHOWN).annotate(place=place)
    found = photos.filter(place__lte=LENGTH * 4).order_by("release_id", "place")
    strips: dict[int, list[str]] = {}
    seen: set[int | None] = set()
    for pk, release, *bursts in found.values_list("pk", "release_id", "series", "same"):
        strip = strips.setdefault(release, [])
        if len(strip) < LENGTH and not any(burst in seen for burst in bursts if burst):
            strip.append(pk)
            seen.update(bursts)
    return [pk for strip in strips.values() for pk in strip]
