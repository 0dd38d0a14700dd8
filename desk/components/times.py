"""Times as people say them: how far away, which day, and the zone by its short name."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_timedelta, get_timezone_name
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

_LOCALES = {"en": "en_GB"}


def day(date: dt.date) -> str:
    """`23 Nov 2026`, in German `23.11.2026`."""
    return date_format(date, gettext("j M Y"))


def long_day(moment: dt.datetime) -> str:
    """`Wednesday 25 November 2026`, in German `Mittwoch, 25. November 2026`, in the desk's time zone."""
    return date_format(timezone.localtime(moment), gettext("l j F Y"))


def clock(moment: dt.datetime) -> str:
    """`23 Nov 2026, 18:00` in the desk's time zone."""
    return date_format(timezone.localtime(moment), gettext("j M Y, H:i"))


def zoned(moment: dt.datetime) -> str:
    """A moment with its zone, for nobody should have to guess an embargo: `23 Nov 2026, 18:00 CET`."""
    return f"{clock(moment)} {zone_name(moment)}"


def zone_name(moment: dt.datetime | None) -> str:
    """What the desk's time zone is called at this moment, without one now: `CET`, in German `MEZ`."""
    return get_timezone_name(timezone.localtime(moment), width="short", locale=_locale())


def near(moment: dt.datetime) -> str:
    """`today, 18:00`, `tomorrow, 10:00`, else with the date; no year where it is the current one."""
    local = timezone.localtime(moment)
    today = timezone.localdate()
    names = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    days = (local.date() - today).days
    pattern = gettext("D j M") if local.year == today.year else gettext("j M Y")
    date = names.get(days) or date_format(local, pattern)
    return gettext("%(day)s, %(time)s") % {"day": date, "time": date_format(local, gettext("H:i"))}


def spelt(moment: dt.datetime) -> str:
    """A moment that nobody can mistake: `today, Wednesday 25 November, 18:30 CET`; the year where it is another one."""
    local = timezone.localtime(moment)
    today = timezone.localdate()
    pattern = gettext("l j F") if local.year == today.year else gettext("l j F Y")
    names = {0: gettext("today"), 1: gettext("tomorrow")}
    days = [name for ahead, name in names.items() if ahead == (local.date() - today).days]
    clock = f"{date_format(local, gettext('H:i'))} {zone_name(moment)}"
    return ", ".join([*days, date_format(local, pattern), clock])


def until(moment: dt.datetime) -> str:
    """As `near`, without `today`: what ends soon ends today."""
    local = timezone.localtime(moment)
    return date_format(local, gettext("H:i")) if local.date() == timezone.localdate() else near(moment)


def distance(moment: dt.datetime) -> str:
    """How far away a moment is: `in 2 hours`, `3 days ago`, in German `in 2 Stunden`, `vor 3 Tagen`.

    Days are those of the calendar, as `near` names them: tomorrow night is not in two days.
    """
    away = moment - timezone.now()
    if abs(away) >= dt.timedelta(days=1):
        away = dt.timedelta(days=(timezone.localdate(moment) - timezone.localdate()).days)
    return format_timedelta(away, add_direction=True, locale=_locale())


def time_left(moment: dt.datetime) -> str:
    """How long until a moment, in short: `44 mins`; empty when it has passed."""
    left = moment - timezone.now()
    return format_timedelta(left, format="short", locale=_locale()) if left > dt.timedelta() else ""


def is_past(moment: dt.datetime) -> bool:
    """Whether a moment has passed."""
    return moment <= timezone.now()


def _locale() -> str:
    language = (get_language() or "en").partition("-")[0]
    return _LOCALES.get(language, language)
