"""Points in time as an operator writes and reads them."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import Settings

from cli.support.errors import CommandError
from cli.support.moments import read_moment, show_moment


def test_times_are_read_as_everywhere(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert read_moment("2026-11-23 18:00").astimezone(dt.UTC).hour == 17
    for wrong in ("tomorrow", "2026-03-29 02:30", "2026-10-25 02:30"):
        with pytest.raises(CommandError):
            read_moment(wrong)


def test_a_moment_is_shown_in_local_time_to_the_minute(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert show_moment(dt.datetime(2026, 7, 1, 16, 5, 59, tzinfo=dt.UTC)) == "2026-07-01 18:05"
    assert show_moment(None) == ""
