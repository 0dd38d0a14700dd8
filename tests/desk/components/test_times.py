"""Times in both languages, as a person would say them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from desk.components.times import distance, near, spelt, time_left, until, zone_name, zoned

WINTER, SUMMER = (dt.datetime(2026, month, 3, 17, 30, tzinfo=dt.UTC) for month in (1, 7))


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """It is noon, far from another day."""
    noon = dt.datetime(2026, 11, 27, 12, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon


@pytest.mark.parametrize(
    ("language", "ahead", "said"),
    [
        ("de", dt.timedelta(days=-5, minutes=-1), "vor 5 Tagen"),
        ("de", dt.timedelta(days=4, minutes=1), "in 4 Tagen"),
        ("de", dt.timedelta(minutes=44, seconds=5), "in 44 Minuten"),
        ("en", dt.timedelta(days=-5, minutes=-1), "5 days ago"),
        ("en", dt.timedelta(hours=2, minutes=1), "in 2 hours"),
    ],
)
def test_distances_are_in_the_dative(noon: dt.datetime, language: str, ahead: dt.timedelta, said: str) -> None:
    with translation.override(language):
        assert distance(noon + ahead) == said


@pytest.mark.parametrize(
    ("language", "moment", "said"),
    [("de", WINTER, "MEZ"), ("de", SUMMER, "MESZ"), ("en", WINTER, "CET"), ("en", SUMMER, "CEST")],
)
def test_a_zone_goes_by_its_short_name(language: str, moment: dt.datetime, said: str) -> None:
    with translation.override(language):
        assert zone_name(moment) == said
        assert zoned(moment).endswith(f" {said}")


def test_days_nearby_have_names(noon: dt.datetime) -> None:
    with translation.override("de"):
        assert near(noon) == "heute, 12:00 Uhr"
        assert near(noon + dt.timedelta(days=1)) == "morgen, 12:00 Uhr"
        assert near(dt.datetime(2020, 11, 27, 9, tzinfo=dt.UTC)) == "27.11.2020, 10:00 Uhr"
    with translation.override("en"):
        assert near(noon) == "today, 12:00"
        assert until(noon) == "12:00"
        assert until(noon + dt.timedelta(days=1)) == "tomorrow, 12:00"


def test_days_are_counted_as_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 27, 1, 50, tzinfo=dt.UTC))
    tomorrow_night = dt.datetime(2026, 11, 28, 22, 47, tzinfo=dt.UTC)
    with translation.override("de"):
        assert (near(tomorrow_night), distance(tomorrow_night)) == ("morgen, 23:47 Uhr", "in 1 Tag")


def test_nothing_is_left_of_what_has_passed(noon: dt.datetime) -> None:
    with translation.override("de"):
        assert time_left(noon + dt.timedelta(minutes=44, seconds=5)) == "44 Min."
    assert time_left(noon - dt.timedelta(minutes=1)) == ""


def test_a_moment_is_spelt_out_so_that_nobody_mistakes_it(noon: dt.datetime) -> None:
    with translation.override("de"):
        assert spelt(dt.datetime(2020, 11, 25, 17, 30, tzinfo=dt.UTC)) == "Mittwoch, 25. November 2020, 18:30 Uhr MEZ"
        assert spelt(noon).startswith("heute, ")
    with translation.override("en"):
        assert spelt(dt.datetime(2020, 11, 25, 17, 30, tzinfo=dt.UTC)) == "Wednesday 25 November 2020, 18:30 CET"
