"""Points in time as an operator writes and reads them."""

from __future__ import annotations

import datetime as dt

from cli.support.errors import CommandError


def read_moment(text: str) -> dt.datetime:
    """Parse a time as `archive.moments` does; CommandError for none. Use inside a `session`: the zone is a setting."""
    from archive import moments

    try:
        return moments.read_moment(text)
    except moments.NotATime as error:
        raise CommandError(str(error)) from error


def read_end(text: str) -> dt.datetime | None:
    """Parse the moment at which something ends, a day alone as its last minute; None for an empty text.

    As `read_moment` otherwise.
    """
    from archive import moments

    try:
        return moments.read_end(text) if text.strip() else None
    except moments.NotATime as error:
        raise CommandError(str(error)) from error


def show_moment(moment: dt.datetime | None) -> str:
    """Format a moment as local time to the minute; an empty string for None."""
    from archive import moments

    return moments.show_moment(moment) if moment else ""
