"""Times as an operator writes them."""

from __future__ import annotations

import datetime as dt

from cli.support.errors import CommandError


def read_moment(text: str) -> dt.datetime:
    """`2026-11-23 18:00`, with or without offset, or `18:00` today; local where no offset is given.

    Raises CommandError. Use inside a `session`, whose settings hold the local zone.
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
    """Local time to the minute; empty for none."""
    from django.utils import timezone

    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
