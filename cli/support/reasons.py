"""Why something was refused, was given up or waits, in plain sentences. Needs Django set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.models import Photo, Release


def reason_of(row: Photo | Release) -> str:
    """Why the row stands where it does and what happens next; empty when all is well."""
    from archive.problems import PERMANENT, WAITS, Standing, cause_of, standing_of

    standing, cause = standing_of(row), cause_of(row)
    if standing is Standing.WAITING:
        return cause if row.problem in WAITS else f"{cause} It is tried again by itself."
    given_up = standing is Standing.PARKED and row.problem not in PERMANENT
    return f"{cause} It was given up; retry it on the desk." if given_up else cause


def attention(row: Photo | Release) -> str:
    """`refused`, `parked` or `waiting`: how a row with a problem stands; empty for all others."""
    from archive.problems import standing_of

    return standing_of(row) or ""
