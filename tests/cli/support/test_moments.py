"""Points in time as an operator writes and reads them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import Settings

from cli.support.errors import CommandError
from cli.support.moments import read_moment, show_moment


@pytest.mark.parametrize(
    ("written", "hour"),
    [("2026-11-23 18:00", 17), ("2026-11-23T18:00", 17), (" 2026-07-01 18:00 ", 16), ("2026-11-23 18:00+05:00", 13)],
)
def test_a_time_without_an_offset_is_the_houses(settings: Settings, written: str, hour: int) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert read_moment(written).astimezone(dt.UTC).hour == hour


def test_an_hour_alone_is_todays() -> None:
    moment = timezone.localtime(read_moment("18:30"))
    assert (moment.date(), moment.hour, moment.minute) == (timezone.localdate(), 18, 30)


@pytest.mark.parametrize("nonsense", ["tomorrow", "25:00", "2026-02-30 18:00", ""])
def test_nonsense_is_told_with_an_example(nonsense: str) -> None:
    with pytest.raises(CommandError, match="Write it as 2026-11-23 18:00"):
        read_moment(nonsense)


def test_a_moment_is_shown_in_local_time_to_the_minute(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert show_moment(dt.datetime(2026, 7, 1, 16, 5, 59, tzinfo=dt.UTC)) == "2026-07-01 18:05"
    assert show_moment(None) == ""
