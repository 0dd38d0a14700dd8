"""The search's answers: a page of photos with what they are filtered by, and releases that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone
from markupsafe import Markup

from archive.drops.batches import own_batches
from archive.models import UNSORTED, Photo, Photographer, Release
from archive.photos.search import Filters, find_photos, find_releases, read_question
from archive.states import PhotoState
from desk.components.numbers import read_number
from desk.contact_sheet.tiles import Tile, make_tiles
from desk.macros import load_macro
from desk.search.hits import Hit

PAGE_LENGTH = 60
LAST_PAGE = 50
_STATES = (
    *(PhotoState.READY, PhotoState.APPROVED, PhotoState.LIVE),
    *(PhotoState.DECLINED, PhotoState.REFUSED, PhotoState.WITHDRAWN),
)
# What a hit shows. Sixty rows with every text of their releases took longer to read than the page to draw.
_COLUMNS = (
    *("filename", "state", "problem", "problem_detail", "due_at", "edited_by", "received_at"),
    *("captions", "alt_texts", "credit", "metadata", "crop", "focal_point"),
    *("original__metadata", "original__facts", "batch__photographer__name"),
    *("release__slug", "release__titles", "release__date"),
)


def search_context(user: User, asked: QueryDict) -> dict[str, Any]:
    """Everything on the press office's page; `asked` is the query of its address."""
    question, filters, page = read_question(asked.get("q", "")), read_filters(asked), _number(asked, "page") or 1
    page = min(max(page, 1), LAST_PAGE)
    found = find_photos(question, filters, first=(page - 1) * PAGE_LENGTH, count=PAGE_LENGTH + 1)
    tiles, may_pick = _tiles(found.photo_ids[:PAGE_LENGTH]), user.has_perm("archive.change_photo")
    only_texts = page == 1 and not (filters.state or filters.photographer or filters.release)
    return {
        "asked": asked.get("q", ""),
        "asks": bool(found.asked or filters.state) or not question.asks_nothing,
        "found": found,
        "hits": [Hit(tile, question, may_pick and tile.photo.original is not None) for tile in tiles],
        "releases": find_releases(found) if only_texts and not question.asks_nothing else [],
        "choices": _choices(filters),
        "filters": filters,
        "filtered_release": Release.objects.filter(pk=filters.release).first() if filters.release else None,
        "into": Release.objects.filter(slug=asked["into"]).first() if asked.get("into") else None,
        **_pages(asked, page, has_more=len(found.photo_ids) > PAGE_LENGTH and page < LAST_PAGE),
    }


def own_photos_context(user: User, asked: QueryDict) -> dict[str, Any]:
    """A photographer's own photos by file and folder: what the press office writes is not told before its time."""
    question, page = read_question(asked.get("q", "")), max(_number(asked, "page") or 1, 1)
    photos = Photo.objects.filter(batch__in=own_batches(user)).select_related("original", "batch__photographer")
    for word in (*question.words, *question.phrases):
        photos = photos.filter(filename__icontains=word) | photos.filter(release__slug__icontains=word)
    start = (page - 1) * PAGE_LENGTH
    newest = photos.none() if question.asks_nothing else photos.select_related("release").order_by("-received_at", "pk")
    page_of_photos = list(newest[start : start + PAGE_LENGTH + 1])
    return {
        "asked": asked.get("q", ""),
        "asks": not question.asks_nothing,
        "hits": [Hit(tile, question, is_own=True) for tile in make_tiles(page_of_photos[:PAGE_LENGTH])],
        **_pages(asked, page, has_more=len(page_of_photos) > PAGE_LENGTH),
    }


def read_filters(asked: Mapping[str, str]) -> Filters:
    """What an address narrows the search down to; nonsense narrows nothing."""
    state = asked.get("state", "")
    return Filters(
        state=state if state in PhotoState.values else "",
        **{name: _number(asked, name) for name in ("photographer", "year", "release")},
    )


def _number(asked: Mapping[str, str], name: str) -> int | None:
    return read_number(asked.get(name, ""))


def _tiles(photo_ids: Iterable[str]) -> list[Tile]:
    """Tiles in the order of the ids."""
    rows = Photo.objects.select_related("original", "batch__photographer", "release").only(*_COLUMNS)
    photos = rows.in_bulk(list(photo_ids))
    return make_tiles(photos[pk] for pk in photo_ids if pk in photos)


def _choices(filters: Filters) -> dict[str, Markup]:
    """What the filters offer, as options of which one may be chosen."""
    first = Release.objects.exclude(slug=UNSORTED).order_by("date").values_list("date", flat=True).first()
    this_year = timezone.localdate().year
    years = range(this_year, (first.year if first else this_year) - 1, -1)
    draw = load_macro("search/templates/options.html.j2")
    return {
        "state": draw([(str(state), str(state.label)) for state in _STATES], filters.state),
        "photographer": draw(Photographer.objects.values_list("pk", "name"), filters.photographer),
        "year": draw([(year, year) for year in years], filters.year),
    }


def _pages(asked: QueryDict, page: int, *, has_more: bool) -> dict[str, str]:
    """Queries of the pages beside this one, and of the search without one filter."""
    return {
        "newer": _changed(asked, page=str(page - 1)) if page > 1 else "",
        "older": _changed(asked, page=str(page + 1)) if has_more else "",
        "without_release": _changed(asked, release="", page=""),
        "without_filters": _changed(asked, release="", page="", state="", photographer="", year=""),
    }


def _changed(asked: QueryDict, **changes: str) -> str:
    query = asked.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return query.urlencode()
