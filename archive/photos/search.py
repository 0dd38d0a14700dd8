"""Search: photos of all releases by every word said about them, the newest first.

The database keeps the words (`archive/migrations/0013_search.sql`) and reads questions as it reads texts. What is
narrowed down here, by release, photographer or year, is a lexeme beside the words, so that the index answers it all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from archive.models import Photo, Release
from archive.states import PhotoState

MAX_QUESTION = 300
MAX_TERMS = 16
COUNTED = 1000
"""Found photos are counted no further; beyond that, the newest are looked up month by month."""
_QUOTES = '"„“”«»'
_TERM = re.compile(rf"(-?)(?:[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|([^\s{_QUOTES}]+))")
_FIRST_MONTH = (1990, 1)
_PAST = "in:past"
# Nearly all photos are in one of these, so the words come first; for the others, the few photos in that state do.
_COMMON = (PhotoState.LIVE, PhotoState.DECLINED)


@dataclass(frozen=True)
class Question:
    """What somebody typed, taken apart: `Brückner "Lange Nacht" -Probe`."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """There is nothing to look for; what to leave out is no question."""
        return not self.words and not self.phrases


@dataclass(frozen=True)
class Filters:
    """What the answer is narrowed down to."""

    state: str = ""
    photographer: int | None = None
    year: int | None = None
    release: int | None = None

    @property
    def marks(self) -> list[str]:
        """The filters that are lexemes."""
        marks = {"by": self.photographer, "in": self.year, "of": self.release}
        return [f"{mark}:{value}" for mark, value in marks.items() if value is not None]


@dataclass(frozen=True)
class Found:
    """The ids of one page, and how many photos there are: exactly, or more than that.

    `alike`: there was nothing by these words, so these begin with them or have a name that is written alike. `asked`
    is what was asked of the index.
    """

    photo_ids: tuple[str, ...] = ()
    total: int = 0
    is_more: bool = False
    alike: bool = False
    asked: str = ""


def read_question(typed: str) -> Question:
    """Words; phrases in quotation marks of any kind; what to leave out, with a minus sign before it."""
    found: dict[str, list[str]] = {"words": [], "phrases": [], "without": []}
    terms = [term for term in _TERM.findall(typed[:MAX_QUESTION].replace("\x00", " ")) if any(map(_says, term))]
    for minus, phrase, word in terms[:MAX_TERMS]:
        found["without" if minus else "phrases" if phrase else "words"].append(phrase or word)
    return Question(**{name: tuple(terms) for name, terms in found.items()})


def _says(term: str) -> bool:
    return any(map(str.isalnum, term))


def find_photos(question: Question, filters: Filters, *, first: int = 0, count: int = 60) -> Found:
    """One page of photos, the newest first; those that are only alike where there are no others."""
    if question.asks_nothing and not filters.marks:
        return _in_state(filters.state, first, count)
    exactly, widely = _queries(question, filters.marks)
    found = _find(exactly, filters, first, count, _months(filters.year))
    if found.total or question.asks_nothing:
        return found
    return replace(_find(widely, filters, first, count, _years()), alike=True)


def _in_state(state: str, first: int, count: int) -> Found:
    """All photos in a state that few are in, the newest first."""
    if not state or state in _COMMON:
        return Found()
    photos = Photo.objects.filter(state=state).exclude(state__in=_COMMON).order_by("-received_at", "pk")
    photo_ids = list(photos.values_list("pk", flat=True)[: COUNTED + 1])
    return Found(tuple(photo_ids[first : first + count]), min(len(photo_ids), COUNTED), len(photo_ids) > COUNTED)


def find_releases(found: Found, *, count: int = 6) -> list[Release]:
    """The newest releases whose own texts say what these photos were asked for."""
    if not found.asked:
        return []
    said = Release.objects.extra(where=["archive_releasewords.words @@ %s::tsquery"], params=[found.asked])
    return list(said.order_by("-words__shown_at", "-pk")[:count])


def _find(asked: str, filters: Filters, first: int, count: int, periods: list[str]) -> Found:
    photo_ids = _some(asked, filters.state) if asked else []
    if len(photo_ids) <= COUNTED:
        return Found(tuple(photo_ids[first : first + count]), len(photo_ids), asked=asked)
    newest = _newest(asked, filters.state, periods, first + count)
    return Found(tuple(newest[first:]), COUNTED, is_more=True, asked=asked)


def _queries(question: Question, marks: list[str]) -> tuple[str, str]:
    """The question as a tsquery: exactly as it stands, and widely."""
    languages = list(settings.RELEASE_LANGUAGES)
    parts: list[Any] = [list(question.words), list(question.phrases), list(question.without), marks, languages]
    call = "bildstelle_question(%s, %s, %s, %s, %s, {})::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call.format('false')}, {call.format('true')}", [*parts, *parts])
        exactly, widely = cursor.fetchone()
    return exactly, widely


def _some(wanted: str, state: str) -> list[str]:
    """Up to `COUNTED` photos and one more, sorted."""
    source, values = _source(state)
    return _ids(
        f"SELECT photo_id FROM (SELECT found.photo_id, found.shown_at FROM {source}"  # noqa: S608  (a constant)
        " WHERE found.words @@ %s::tsquery LIMIT %s) enough ORDER BY shown_at DESC, photo_id",
        [*values, wanted, COUNTED + 1],
    )


def _newest(wanted: str, state: str, periods: list[str], count: int) -> list[str]:
    """The newest of many: one period after the other until there are enough, each from the index alone."""
    source, values = _source(state)
    return _ids(
        f"""SELECT newest.photo_id FROM unnest(%s::text[]) period CROSS JOIN LATERAL (
            SELECT found.photo_id FROM {source}
            WHERE found.words @@ (%s::tsquery && quote_literal(period)::tsquery)
            ORDER BY found.shown_at DESC, found.photo_id LIMIT %s
        ) newest LIMIT %s""",  # noqa: S608  (a constant)
        [periods, *values, wanted, count, count],
    )


def _source(state: str) -> tuple[str, list[str]]:
    words = "archive_photowords found"
    if not state:
        return words, []
    if state in _COMMON:
        return f"{words} JOIN archive_photo photo ON photo.id = found.photo_id AND photo.state = %s", [state]
    few = "(SELECT id FROM archive_photo WHERE state = %s AND state NOT IN ('live', 'declined') OFFSET 0)"
    return f"{few} photo JOIN {words} ON photo.id = found.photo_id", [state]


def _ids(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _months(year: int | None) -> list[str]:
    """All months, the newest first, and what was before; those of one year if it is asked for."""
    return [f"in:{y}-{m:02d}" for y, m in _back_to_first() if year in (None, y)] + [_PAST]


def _years() -> list[str]:
    return [*dict.fromkeys(f"in:{year}" for year, _month in _back_to_first()), _PAST]


def _back_to_first() -> Iterator[tuple[int, int]]:
    today = timezone.now()
    year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
    while (year, month) >= _FIRST_MONTH:
        yield year, month
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
