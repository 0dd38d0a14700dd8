"""Points in time as an operator writes and reads them."""

from __future__ import annotations

import datetime as dt

from cli.support.errors import CommandError


def read_moment(text: str) -> dt.datetime:
    """Parse `2026-11-23 18:00`, with or without a UTC offset, or `18:00` for today; local time without an offset.

    Raises CommandError. Use inside a `session`: the time zone is a setting.
    """
    from django.utils import timezone

    text = text.strip()
    try:
        if len(text) <= 5:
            moment = dt.datetime.combine(timezone.localdate(), dt.time.fromisoformat(text))
        else:
            moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Not a time: {text}. Write it as 2026-11-23 18:00, or 18:00 for today.") from error
    return moment if moment.tzinfo else timezone.make_aware(moment)


def show_moment(moment: dt.datetime | None) -> str:
    """Format a moment as local time to the minute; an empty string for None."""
    from django.utils import timezone

    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
