"""Dates as cameras and programs write them: what is known of each is kept, and nothing is made up."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pipelines.metadata.dates import DAY, MONTH, YEAR, PartialDate, as_day, as_moment, pick_date, read_date, read_offset
from tests.pipelines.metadata.carriers import TAKEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019:09:01 18:05:06", (TAKEN, "")),
        ("2019:09:01 18:05:06\x00", (TAKEN, "")),
        ("2019-09-01T18:05:06.25+02:00", (TAKEN, "+02:00")),
        ("2019-09-01T18:05:06Z", (TAKEN, "+00:00")),
        ("2019-09-01 18:05:06 UTC+2", (TAKEN, "+02:00")),
        ("20190901 180506-0330", (TAKEN, "-03:30")),
        ("20190901180506", (TAKEN, "")),
        ("2019/09/01 18:05:06", (TAKEN, "")),
        ("2019 09 01 18:05:06", (TAKEN, "")),
        ("2019: 9: 1 18: 5: 6", (TAKEN, "")),
        ("2019:09:01 06:05:06 PM", (TAKEN, "")),
        ("2019:09:01 12:05:06 am", ("2019-09-01T00:05:06", "")),
        ("2015:11:04  9:05:03", ("2015-11-04T09:05:03", "")),
        ("2016-07-01T12:00", ("2016-07-01T12:00", "")),
        ("2019-09-01", ("2019-09-01", "")),
        ("2019-09-01+02:00", ("2019-09-01", "")),
        ("1.9.2019", ("2019-09-01", "")),
        ("13/09/2019", ("2019-09-13", "")),
        ("09/13/2019", ("2019-09-13", "")),
        ("09/09/2019", ("2019-09-09", "")),
        # Which of both is the month?
        ("01/09/2019", ("2019", "")),
        # Hour 24 is the next day's first.
        ("2013:01:01 24:15:00", ("2013-01-02T00:15:00", "")),
        ("2019:12:31 24:00:00", ("2020-01-01T00:00:00", "")),
        ("2099:12:31 24:00:00", ("2100-01-01T00:00:00", "")),
        # The month by its name.
        ("Sun, 01 Sep 2019 18:05:06 +0200", (TAKEN, "+02:00")),
        ("Sun Sep  1 18:05:06 2019", (TAKEN, "")),
        ("1 September 2019", ("2019-09-01", "")),
        ("1. Sept. 2019, 18:05", ("2019-09-01T18:05", "")),
        ("12. März 1985", ("1985-03-12", "")),
        ("Sep 1, 2019", ("2019-09-01", "")),
        ("31. Juni 1985", ("1985-06", "")),
        ("Dezember 1985", ("1985-12", "")),
        # A clock with other separators.
        ("2019:09:01 18.05.06", (TAKEN, "")),
        ("2019-09-01_18-05-06", (TAKEN, "")),
        ("2019-09-01T18:05:06\u221202:00", (TAKEN, "-02:00")),
        # The part that is known.
        ("1985", ("1985", "")),
        ("1985-07", ("1985-07", "")),
        ("198507", ("1985-07", "")),
        ("07/1985", ("1985-07", "")),
        ("7.1985", ("1985-07", "")),
        ("19850000", ("1985", "")),
        ("19850700", ("1985-07", "")),
        ("1985:00:00 00:00:00", ("1985", "")),
        ("1985:  :     :  :  ", ("1985", "")),
        ("2019:13:01 18:05:06", ("2019", "")),
        ("2019:02:30 18:05:06", ("2019-02", "")),
        ("2019:09:01 25:05:06", ("2019-09-01", "")),
        ("2019:09:01 18:60:06", ("2019-09-01", "")),
        ("2019:09:01 18:05:60", ("2019-09-01T18:05", "")),
        # Nothing is known.
        ("", ("", "")),
        ("0000:00:00 00:00:00", ("", "")),
        ("    :  :     :  :  ", ("", "")),
        ("1019:09:01 18:05:06", ("", "")),
        ("1567353906", ("", "")),
        ("1567353906123", ("", "")),
        ("9999:12:31 23:59:59", ("", "")),
        ("1980s", ("", "")),
        ("1980er", ("", "")),
        ("Marktplatz 1985", ("", "")),
        ("gestern", ("", "")),
        ("٢٠١٩", ("", "")),
    ],
)
def test_the_known_part_of_a_date_is_kept(text: str, expected: tuple[str, str]) -> None:
    assert read_date(text) == expected


@given(st.text(alphabet="0129 :-/.TZ+PM\x00٢", max_size=40))
def test_what_is_read_is_a_date(text: str) -> None:
    taken, offset = read_date(text)
    if taken:
        assert TypeAdapter(PartialDate).validate_python(taken) == taken
        assert as_day(taken, YEAR)
    assert read_offset(offset) == offset


@pytest.mark.parametrize(
    "text", ["1985" + " " * 200_000 + ":", "1985:" + " " * 200_000, " :" * 100_000, "mar" * 99_999]
)
def test_a_long_text_is_no_work(text: str) -> None:
    before = time.process_time()
    read_date(text)
    read_offset(text)
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("+02:00", "+02:00"),
        ("+0200", "+02:00"),
        ("+2", "+02:00"),
        ("-03:30\x00", "-03:30"),
        ("Z", "+00:00"),
        ("+15:00", ""),
        ("+02:70", ""),
        ("CET", ""),
        ("   :  ", ""),
        ("", ""),
    ],
)
def test_offsets(text: str, offset: str) -> None:
    assert read_offset(text) == offset


def test_a_date_stands_for_its_first_day_only_where_enough_of_it_is_known() -> None:
    assert as_day("1985-07-12T10:00") == dt.date(1985, 7, 12)
    assert as_day("1985-07", MONTH) == dt.date(1985, 7, 1)
    assert as_day("1985", YEAR) == dt.date(1985, 1, 1)
    assert as_day("1985-07", DAY) is None
    assert as_day("1985", MONTH) is None
    assert as_day("", YEAR) is None


def test_a_moment_is_the_first_that_a_date_can_mean() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    sorted_dates = [
        *("1985", "1985-07-12", "1985-07-12T10:00", "1985-07-12T10:00:05", "1985-07-12T09:30+01:00"),
        *("1985-07-12T11:00:00+02:00", "1985-07-12T09:30+00:00", "1985-08", "1986"),
    ]
    moments = [moment for taken in sorted_dates if (moment := as_moment(taken, zone))]
    assert moments == sorted(moments)
    assert len(moments) == len(sorted_dates)
    assert moments[0] == dt.datetime(1985, 1, 1, tzinfo=zone)
    assert as_moment("", zone) is None


def test_of_two_dates_that_agree_the_exact_one_is_picked() -> None:
    assert pick_date(["", "1985", "1985-07", "1986-01-01"]) == "1985-07"
    assert pick_date(["1985-07-12", "1985-08-01T10:00"]) == "1985-07-12"
    assert pick_date([]) == ""
