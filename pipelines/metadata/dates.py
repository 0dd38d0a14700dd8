"""When a photo was taken, as far as it is known.

A date is ISO 8601 text of the camera's local time that ends where knowledge ends: `1985`, `1985-07`, `1985-07-12`,
`1985-07-12T10:00` or `1985-07-12T10:00:05`. Its length tells its precision, and dates sort as texts. The offset from
UTC stands beside it, such as `+02:00`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Annotated

from pydantic import StringConstraints

YEAR, MONTH, DAY, MINUTE, SECOND = 4, 7, 10, 16, 19
"""How long the text is that is known to this part."""

_NAMES = {YEAR: "year", MONTH: "month", DAY: "day", MINUTE: "minute", SECOND: "second"}
_ISO = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)?)?$"
PartialDate = Annotated[str, StringConstraints(pattern=_ISO)]

_FIRST_PHOTOGRAPH, _LAST_YEAR = 1826, 2099  # 9999 is what some programs write for "never"
_MAX_CHARACTERS = 64  # two adjacent runs of blanks would keep a pattern busy in a longer text
_MAX_OFFSET_HOURS = 14
_DAYS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        # 1985, 1985-07, 2016:07:01, 2016/7/1, `1985:  :  `
        r"(?P<year>\d{4})(?!s\b|er\b)(?:\s*[-:/._]\s*(?P<month>\d{0,2})(?:\s*[-:/._]\s*(?P<day>\d{0,2}))?)?(?!\d)",
        # IIM: 20160701, 19850000; some programs add the time without a separator
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?=\D|$|\d{4}(?:\d\d)?$)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?!\d)",
        # 07/1985; 1.7.2016
        r"(?P<month>\d{1,2})\s*[./-]\s*(?P<year>\d{4})(?!\d)",
        r"(?P<day>\d{1,2})\s*\.\s*(?P<month>\d{1,2})\s*\.\s*(?P<year>\d{4})(?!\d)",
    )
)
_SPACED = re.compile(r"(\d{4}) +(\d{1,2}) +(\d{1,2})(?![\d:])", re.ASCII)
# Both 7/1/2016 and 1/7/2016 are written for the first of July.
_SLASHED = re.compile(r"(?P<first>\d{1,2})\s*/\s*(?P<second>\d{1,2})\s*/\s*(?P<year>\d{4})(?!\d)", re.ASCII)
_CLOCK = re.compile(
    r"[T\s_,-]*(?:(?P<hour>\d{1,2})\s*:\s*(?P<minute>\d{1,2})(?:\s*:\s*(?P<second>\d{1,2}))?"
    r"|(?P<hour2>\d\d)(?P<minute2>\d\d)(?P<second2>\d\d)?)(?!\d)(?:[.,:]\d+)?\s*(?P<half>[AaPp])?(?(half)\.?[Mm]\.?)",
    re.ASCII,
)
# `18.05.06` and `18-05-06` behind a day.
_ODD_CLOCK = re.compile(r"(?<!\d)(\d\d)([._-])(\d\d)\2(\d\d)(?!\d)", re.ASCII)
# PNG asks for RFC 1123, `Sun, 01 Sep 2019 18:05:06 +0200`; C writes `Sun Sep  1 18:05:06 2019`; people `Sep 1, 2019`.
_MONTHS = (
    *("jan(?:uary?)?", "feb(?:ruary?)?", "mar(?:ch)?|märz?|mrz", "apr(?:il)?", "ma[iy]", "jun[ei]?", "jul[iy]?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "o[ck]t(?:ober)?", "nov(?:ember)?", "de[cz](?:ember)?"),
)
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)})\b\.?"
_NAMED_DAYS = tuple(
    re.compile(rf"(?:[a-z]{{2,10}}\.?,?\s+)?{pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        rf"(?P<day>\d{{1,2}})\.?[\s-]+{_NAMED},?[\s-]+(?P<year>\d{{4}})",
        rf"{_NAMED}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
        rf"{_NAMED}\s+(?P<day>\d{{1,2}})\s+(?P<clock>[\d:]{{5,8}})\s+(?P<year>\d{{4}})",
        rf"{_NAMED}\s+(?P<year>\d{{4}})",
    )
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE | re.ASCII)


def read_end(text: str) -> str:
    """The day or moment that a date names, an offset included: `2026-12-31`, `2026-12-31T18:00+01:00`; else empty."""
    end, offset = read_date(text)
    return f"{end}{offset}" if len(end) >= DAY else ""


def read_date(text: str) -> tuple[str, str]:
    """The known part of an EXIF, XMP or IIM date, and its offset where it has a time; ("", "") where nothing is known.

    A month 13 leaves the year, a 30 February the month. Hour 24 is the next day's first.
    """
    text = _spelt_in_numbers(_SPACED.sub(r"\1-\2-\3", text.replace("\x00", "").strip()[:_MAX_CHARACTERS]))
    day, rest = _read_day(text)
    rest = _ODD_CLOCK.sub(r"\1:\3:\4", rest, count=1)
    if len(day) < DAY or not (found := _CLOCK.match(rest)):
        return day, ""
    taken = _with_clock(day, found)
    return taken, read_offset(rest[found.end() :]) if len(taken) > DAY else ""


def read_offset(text: str) -> str:
    """An offset from UTC as `+02:00`; empty where there is none."""
    text = text.replace("\x00", "").replace("\u2212", "-").strip()[:_MAX_CHARACTERS]
    if text.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > _MAX_OFFSET_HOURS:
        return ""
    return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}"


def pick_date(ranked: list[str]) -> str:
    """The first of these dates; a later one in its place that says the same and more."""
    known = [taken for taken in ranked if taken]
    first = next(iter(known), "")
    return max((taken for taken in known if taken.startswith(first)), key=len, default="")


def precision_name(taken: str) -> str | None:
    """What a date, with its offset or without, is known to: `year` to `second`; None for no date."""
    clock = re.split("[+-]", taken[DAY:])[0]
    return _NAMES.get(len(taken[:DAY] + clock))


def as_day(taken: str, precision: int = DAY) -> dt.date | None:
    """The date's first day; None where less than `precision` is known."""
    if len(taken) < precision:
        return None
    return dt.date.fromisoformat(_first_day(taken))


def as_moment(taken: str, zone: dt.tzinfo) -> dt.datetime | None:
    """The first moment that a date can mean, with its offset or without one (then in `zone`); None for no date.

    So a photo of which only the day is known is older than all others of that day.
    """
    if not taken:
        return None
    moment = dt.datetime.fromisoformat(_first_day(taken) + taken[DAY:])
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _first_day(taken: str) -> str:
    return f"{taken[:DAY]}{'-01-01'[len(taken[:DAY]) - YEAR :]}"


def _spelt_in_numbers(text: str) -> str:
    """A date whose month is a name, in English or German, as ISO 8601; every other text as it is."""
    for pattern in _NAMED_DAYS:
        if found := pattern.match(text):
            parts = found.groupdict("")
            month = next(
                at for at, name in enumerate(_MONTHS, start=1) if re.fullmatch(name, parts["name"], re.IGNORECASE)
            )
            day = f"-{int(parts['day']):02}" if parts.get("day") else ""
            return f"{parts['year']}-{month:02}{day} {parts.get('clock', '')}{text[found.end() :]}"
    return text


def _read_day(text: str) -> tuple[str, str]:
    """The day as far as it is known, and the rest of the text."""
    if found := _SLASHED.match(text):
        return _known(found["year"], *_by_size(int(found["first"]), int(found["second"]))), text[found.end() :]
    for pattern in _DAYS:
        if found := pattern.match(text):
            parts = found.groupdict()
            return _known(parts["year"], int(parts.get("month") or 0), int(parts.get("day") or 0)), text[found.end() :]
    return "", ""


def _by_size(first: int, second: int) -> tuple[int, int]:
    """Month and day where only one of both orders is possible; else neither is known."""
    if first == second:
        return first, second
    if first > 12 >= second:
        return second, first
    return (first, second) if second > 12 >= first else (0, 0)


def _known(year: str, month: int, day: int) -> str:
    if not _FIRST_PHOTOGRAPH <= int(year) <= _LAST_YEAR:
        return ""
    if not 1 <= month <= 12:
        return year
    if not 1 <= day <= calendar.monthrange(int(year), month)[1]:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}"


def _with_clock(day: str, found: re.Match[str]) -> str:
    """The day with its time; an impossible hour or minute leaves the day, an impossible second the minute."""
    hour, minute, second = (found[name] or found[f"{name}2"] for name in ("hour", "minute", "second"))
    hours, minutes = int(hour), int(minute)
    if found["half"] and hours <= 12:
        hours = hours % 12 + 12 * (found["half"] in "Pp")
    if hours > 24 or minutes > 59:
        return day
    if hours == 24:
        day, hours = _day_after(day), 0
    clock = f"{day}T{hours:02}:{minutes:02}"
    return f"{clock}:{int(second):02}" if second and int(second) < 60 else clock


def _day_after(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return (date + dt.timedelta(days=1)).isoformat()
