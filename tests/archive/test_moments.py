"""Times as people type them: one reading everywhere, and none where two are possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from archive.moments import NotATime, PastTime, read_day, read_end, read_moment, refuse_past, show_moment, write_moment


@pytest.fixture(autouse=True)
def _berlin(settings: Settings) -> Iterator[None]:
    settings.TIME_ZONE = "Europe/Berlin"
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-23 18:00", "2026-11-23 17:00"),
        ("2026-11-23T18:00", "2026-11-23 17:00"),
        (" 2026-07-01 18:00 ", "2026-07-01 16:00"),
        ("23.11.2026, 18:00", "2026-11-23 17:00"),
        ("23.11.2026 18:00 Uhr", "2026-11-23 17:00"),
        ("3/9/2026 7:05", "2026-09-03 05:05"),
        ("2026-11-23 18:00+05:00", "2026-11-23 13:00"),
        ("2026-03-29 01:59", "2026-03-29 00:59"),
        ("2026-03-29 03:00", "2026-03-29 01:00"),
        ("2026-10-25 02:30+02:00", "2026-10-25 00:30"),
        ("2026-10-25 02:30+01:00", "2026-10-25 01:30"),
        ("2026-10-25 03:00", "2026-10-25 02:00"),
    ],
)
def test_a_time_is_one_moment(written: str, utc: str) -> None:
    assert f"{read_moment(written):%Y-%m-%d %H:%M}" == utc


def test_an_hour_alone_is_todays() -> None:
    before = timezone.localdate()
    moment = timezone.localtime(read_moment("18:30"))
    assert (moment.hour, moment.minute) == (18, 30)
    assert before <= moment.date() <= timezone.localdate()


@pytest.mark.parametrize("written", ["3.9.2026", "03/09/2026", " 2026-09-03 "])
def test_a_day_is_read_day_first_or_as_iso(written: str) -> None:
    assert read_day(written) == dt.date(2026, 9, 3)


@pytest.mark.parametrize("nonsense", ["", "tomorrow", "31.02.2026", "09.2026"])
def test_what_is_no_day_is_none(nonsense: str) -> None:
    assert read_day(nonsense) is None


@pytest.mark.parametrize(
    "nonsense", ["tomorrow", "25:00", "31.02.2026 18:00", "2026-02-30 18:00", "", "0001-01-01 00:00+14:00"]
)
def test_nonsense_is_told_with_an_example(nonsense: str) -> None:
    with pytest.raises(NotATime, match="Write it as 2026-11-23 18:00"):
        read_moment(nonsense)


@pytest.mark.parametrize("written", ["2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29T02:59"])
def test_an_hour_that_the_clocks_skip_does_not_exist(written: str) -> None:
    with pytest.raises(NotATime, match=r"There is no 02:.. on 2026-03-29"):
        read_moment(written)


@pytest.mark.parametrize("written", ["2026-10-25 02:00", "2026-10-25 02:30", "2026-10-25T02:59"])
def test_an_hour_that_comes_twice_is_asked_for(written: str) -> None:
    with pytest.raises(NotATime) as refused:
        read_moment(written)
    minutes = written[-2:]
    assert f"2026-10-25 02:{minutes}+02:00 or 2026-10-25 02:{minutes}+01:00" in str(refused.value)


def test_what_must_lie_ahead_does() -> None:
    refuse_past(timezone.now() + dt.timedelta(minutes=5))
    with pytest.raises(PastTime, match="2020-01-01 01:00 is in the past"):
        refuse_past(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))


def test_a_moment_is_shown_in_local_time_to_the_minute() -> None:
    assert show_moment(dt.datetime(2026, 7, 1, 16, 5, 59, tzinfo=dt.UTC)) == "2026-07-01 18:05"
    assert show_moment(dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)) == "2027-10-31 02:30+01:00", "it comes twice"


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("31.12.2026", "2026-12-31 23:59"),
        ("2026-12-31", "2026-12-31 23:59"),
        ("31.12.2026, 18:00 Uhr", "2026-12-31 18:00"),
        ("25.10.2026", "2026-10-25 23:59"),
        ("2026-12-31T18:00+02:00", "2026-12-31 17:00"),
    ],
)
def test_what_ends_on_a_day_lasts_all_of_it(written: str, local: str) -> None:
    assert show_moment(read_end(written)) == local


@pytest.mark.parametrize(
    "moment", ["2026-07-01T16:05Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-07-01T16:05:07Z"]
)
def test_a_moment_that_is_written_is_read_as_itself(moment: str) -> None:
    """Also in the hour that comes twice."""
    meant = dt.datetime.fromisoformat(moment)
    assert read_moment(write_moment(meant, "d.m.Y, H:i")) == meant
