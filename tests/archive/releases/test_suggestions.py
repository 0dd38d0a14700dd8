"""Numbers and slugs that are suggested."""

from __future__ import annotations

import datetime as dt

import pytest

from archive.releases.fields import release_fields
from archive.releases.lifecycle import unsorted
from archive.releases.suggestions import suggest_number, suggest_slug
from tests.factories import make_release

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 9, 1)


def test_numbers_count_within_the_year() -> None:
    unsorted()
    make_release(date=dt.date(2025, 9, 1))
    assert suggest_number(DAY) == "20260901-001"
    make_release(date=dt.date(2026, 1, 1))
    assert suggest_number(DAY) == "20260901-002"
    make_release(number="20260901-003", date=dt.date(2025, 9, 1))
    make_release()
    assert suggest_number(DAY) == "20260901-004", "003 is taken"


def test_slugs_are_the_day_and_the_title() -> None:
    assert suggest_slug("Lange Nacht!", DAY) == "260901-lange-nacht"
    for slug in ("260901-lange-nacht", "260901-lange-nacht-2"):
        make_release(slug=slug)
    assert suggest_slug("Lange Nacht", DAY) == "260901-lange-nacht-3"


def test_a_long_title_leaves_room_for_a_number_and_no_loose_dash() -> None:
    slug = suggest_slug("Snake_Case _ Fest", DAY)
    assert release_fields(slug=slug).columns() == {"slug": slug}, "the form takes what it suggests"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Lange Nacht der offenen Ämter: 4.000 Gäste", "260901-lange-nacht-der-offenen-aemter-4"),
        ("Größte Straßenumbenennung seit Jahrzehnten", "260901-groesste-strassenumbenennung-seit"),
        ("x" * 100, "260901-" + "x" * 33),
        ("x" * 32 + " yy", "260901-" + "x" * 32),
    ],
)
def test_a_suggested_slug_is_whole_words_of_at_most_40_characters(title: str, slug: str) -> None:
    assert suggest_slug(title, DAY) == slug
    make_release(slug=slug)
    second = suggest_slug(title, DAY)
    assert (second.endswith("-2"), len(second) <= 40) == (True, True)
