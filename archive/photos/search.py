"""Search: photos of all releases by every word said about them, the newest first.

The database keeps the words (`archive/migrations/0013_search.sql`) and reads questions as it reads texts. What is
narrowed down here, by release, photographer or year, or to declined photos, is a lexeme beside the words, so that the
index answers it all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from archive.models import Photo, Release
from archive.states import PhotoState

MAX_QUESTION = 300
MAX_TERMS = 16
COUNTED = 500
"""Found photos are counted no further; beyond that, the newest are looked up month by month."""
_QUOTES = '"„“”«»'
_TERM = re.compile(rf"(-?)(?:[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|([^\s{_QUOTES}]+))")
_FIRST_YEAR, _PAST = 1990, "in:past"
_SINGLE_YEARS = 3
_MONTHS = [f"-{month:02d}" for month in range(12, 0, -1)]
# Nearly all photos are in one of these; in any other state are few, and those come before the words.
_COMMON = (PhotoState.LIVE, PhotoState.DECLINED)
_DECLINED = "is:declined"


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
        found = [f"{mark}:{value}" for mark, value in marks.items() if value is not None]
        return [*found, _DECLINED] if self.state == PhotoState.DECLINED else found

    @property
    def state_of_photo(self) -> str:
        """The state that has to be looked up, as no lexeme tells it."""
        return "" if self.state == PhotoState.DECLINED else self.state


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
    found = _find(exactly, filters, first, count)
    if found.total or question.asks_nothing:
        return found
    return replace(_find(widely, filters, first, count), alike=True)


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


def _find(asked: str, filters: Filters, first: int, count: int) -> Found:
    some = _some(asked, filters) if asked else []
    if len(some) <= COUNTED:
        return Found(tuple(pk for pk, _year in some[first : first + count]), len(some), asked=asked)
    newest = _newest(asked, filters, {year for _pk, year in some}, first + count)
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


def _some(asked: str, filters: Filters) -> list[tuple[str, int]]:
    """Up to `COUNTED` photos and one more, sorted, each with its year. Of what is common, last year has enough."""
    if filters.state_of_photo or filters.year is not None:
        return _matched(asked, filters.state_of_photo)
    lately = _matched(f"({asked}) & 'in:{timezone.now().year - 1}'", "")
    return lately if len(lately) > COUNTED else _matched(asked, "")


def _matched(asked: str, state: str) -> list[tuple[str, int]]:
    found, values = _matching("%s::tsquery", asked, state)
    statement = f"""SELECT photo_id, extract(year FROM shown_at AT TIME ZONE 'UTC')::int
        FROM (SELECT found.photo_id, found.shown_at FROM {found} LIMIT %s) enough ORDER BY shown_at DESC, photo_id"""  # noqa: S608  (constants)
    return _rows_by_index(statement, [*values, COUNTED + 1])


def _newest(asked: str, filters: Filters, known: Collection[int], count: int) -> list[str]:
    """The newest of many, until there are enough: month by month of years that have any, and of spans of years.

    The index alone answers for each; nothing is sorted but a month's photos. It is not asked whether there are any in
    years that are `known` to have some.
    """
    found, values = _matching("(%s::tsquery && quote_literal(month)::tsquery)", asked, filters.state_of_photo)
    spans, years = _spans(filters.year)
    sure = sorted({mark for year in known for mark in _marks_of(year)})
    newest = _rows_by_index(
        f"""SELECT newest.photo_id FROM unnest(%s::text[], %s::text[]) spans (span, its_years)
        CROSS JOIN LATERAL (
            SELECT 1 WHERE span = ANY (%s::text[])
            UNION ALL SELECT 1 FROM archive_photowords
            WHERE words @@ (%s::tsquery && quote_literal(span)::tsquery) LIMIT 1
        ) span_has_any
        CROSS JOIN LATERAL unnest(string_to_array(its_years, ' ')) year
        CROSS JOIN LATERAL (
            SELECT 1 WHERE span = year OR year = ANY (%s::text[])
            UNION ALL SELECT 1 FROM archive_photowords
            WHERE span <> year AND words @@ (%s::tsquery && quote_literal(year)::tsquery) LIMIT 1
        ) has_any
        CROSS JOIN LATERAL (
            SELECT year || part FROM unnest(CASE year WHEN %s THEN ARRAY[''] ELSE %s::text[] END) part
        ) months (month)
        CROSS JOIN LATERAL (
            SELECT found.photo_id FROM {found} ORDER BY found.shown_at DESC, found.photo_id LIMIT %s
        ) newest LIMIT %s""",  # noqa: S608  (constants)
        [spans, years, sure, asked, sure, asked, _PAST, _MONTHS, *values, count, count],
    )
    return [photo_id for (photo_id,) in newest]


def _matching(query: str, asked: str, state: str) -> tuple[str, list[str]]:
    """Tables and condition, as SQL, and its values.

    The state of a photo is looked up for those that the words find: as a join, it might be read of all photos.
    """
    if state and state not in _COMMON:
        few = "(SELECT id FROM archive_photo WHERE state = %s AND state NOT IN ('live', 'declined') OFFSET 0) photo"
        joined = f"{few} JOIN archive_photowords found ON photo.id = found.photo_id WHERE found.words @@ {query}"
        return joined, [state, asked]
    found = f"archive_photowords found WHERE found.words @@ {query}"
    if not state:
        return found, [asked]
    return f"{found} AND (SELECT state FROM archive_photo WHERE id = found.photo_id) = %s", [asked, state]  # noqa: S608  (a constant)


def _rows_by_index(statement: str, values: Sequence[Any]) -> list[Any]:
    """No table is read as a whole, as it would be for a month without any such photo, or for a word of old ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_seqscan = off; {statement}", values)  # one transaction
        cursor.nextset()
        rows: list[Any] = cursor.fetchall()
    return rows


def _marks_of(year: int) -> tuple[str, ...]:
    """The lexemes of a year and of the span that it is in."""
    return (f"in:{year}", f"five:{year // 5 * 5}") if year >= _FIRST_YEAR else (_PAST,)


def _spans(year: int | None) -> tuple[list[str], list[str]]:
    """Lexemes of spans of time, the newest first, and of the years in each; one year alone if it is asked for.

    The latest years are spans of their own: what is common is found there. All others stand in fives.
    """
    if year is not None:
        alone = [f"in:{year}" if year >= _FIRST_YEAR else _PAST]
        return alone, alone
    this_year = timezone.now().year
    latest = [f"in:{year}" for year in range(this_year + 1, this_year + 1 - _SINGLE_YEARS, -1)]
    fives: dict[str, list[str]] = {}
    for earlier in range(this_year + 1 - _SINGLE_YEARS, _FIRST_YEAR - 1, -1):
        fives.setdefault(f"five:{earlier // 5 * 5}", []).append(f"in:{earlier}")
    return [*latest, *fives, _PAST], [*latest, *map(" ".join, fives.values()), _PAST]
