"""Times as people type them, read in one way at the desk, at the command line and in YAML.

A time without an offset is local (`BILDSTELLE_TIME_ZONE`). When the clocks change, a local time may not exist or may
come twice. Nobody can guess which one is meant, so it is refused; an offset says it.
"""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.errors import ArchiveError

# Day first, as in German and in British English, whatever the page's language.
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,? *(\d{1,2}:\d{2}))?")


class NotATime(ArchiveError):
    """A text that names no time, or not exactly one."""


class PastTime(ArchiveError):
    """A time that must lie ahead and does not."""


def read_moment(text: str) -> dt.datetime:
    """Parse `23.11.2026, 18:00` or `2026-11-23 18:00`, the latter also with a UTC offset, or `18:00` for today.

    Raises NotATime.
    """
    text = _iso(text.strip())
    try:
        moment = _today_at(text) if len(text) <= 5 else dt.datetime.fromisoformat(text)
        return _localized(moment).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise NotATime(
            _("Not a time: %(text)s. Write it as 2026-11-23 18:00, or 18:00 for today.") % {"text": text[:100]}
        ) from error


def read_end(text: str) -> dt.datetime:
    """Parse the moment at which something ends: as `read_moment`, but a day alone lasts until its last minute.

    Raises NotATime.
    """
    day = _iso(text.strip().removesuffix("Uhr").rstrip())
    is_day_alone = ":" not in text and read_day(text) is not None
    return read_moment(f"{day[:10]} 23:59" if is_day_alone else text)


def write_moment(moment: dt.datetime, pattern: str) -> str:
    """A moment as `read_moment` reads it: by the page's pattern, or with its offset where that is not exact."""
    local = timezone.localtime(moment)
    shown = date_format(local, pattern)
    try:
        is_exact = read_moment(shown) == moment
    except NotATime:
        is_exact = False
    return shown if is_exact else local.isoformat(" ", "minutes" if not (local.second or local.microsecond) else "auto")


def read_day(text: str) -> dt.date | None:
    """Parse `23.11.2026`, `23/11/2026` or `2026-11-23`; None if it is no day."""
    try:
        return dt.date.fromisoformat(_iso(text.strip())[:10])
    except ValueError:
        return None


def show_moment(moment: dt.datetime) -> str:
    """Format a moment as local time to the minute: `2026-11-23 18:00`, with its offset where that comes twice."""
    local = timezone.localtime(moment)
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        return local.isoformat(" ", "minutes")
    return f"{local:%Y-%m-%d %H:%M}"


def refuse_past(moment: dt.datetime) -> None:
    """Raise PastTime unless the moment is still to come."""
    if moment <= timezone.now():
        raise PastTime(_("%(moment)s is in the past.") % {"moment": _said(timezone.localtime(moment))})


def _iso(text: str) -> str:
    """A day that is written first, in the order of ISO 8601; any other text as it is."""
    found = _DAY_FIRST.fullmatch(text.removesuffix("Uhr").rstrip())
    if not found:
        return text
    day, month, year, clock = found.groups()
    return f"{year}-{month:0>2}-{day:0>2} {clock or '0:00':0>5}"


def _today_at(text: str) -> dt.datetime:
    return dt.datetime.combine(timezone.localdate(), dt.time.fromisoformat(text))


def _localized(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo:
        return moment
    zone = timezone.get_current_timezone()
    earlier, later = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    if earlier.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise NotATime(
            _("There is no %(time)s on %(day)s, because the clocks go forward then. Choose another time.")
            % _words(moment)
        )
    raise NotATime(
        _(
            "%(time)s comes twice on %(day)s, because the clocks go back then. Choose another time, or say which one is"
            " meant: %(earlier)s or %(later)s."
        )
        % {**_words(moment), "earlier": earlier.isoformat(" ", "minutes"), "later": later.isoformat(" ", "minutes")}
    )


def _words(moment: dt.datetime) -> dict[str, str]:
    return {"time": f"{moment:%H:%M}", "day": date_format(moment, _("Y-m-d"))}


def _said(moment: dt.datetime) -> str:
    return date_format(moment, _("Y-m-d H:i"))
