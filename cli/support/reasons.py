"""Why something was refused, was given up or waits, in plain sentences. Needs Django set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.models import Attachment, Photo, Release


def reason_of(row: Photo | Attachment | Release) -> str:
    """Why the row stands where it does and what happens next; empty when all is well."""
    from archive.models import Release
    from archive.problems import PERMANENT, WAITS, Standing, cause_of, standing_of

    if isinstance(row, Release) and row.awaits_confirmation:
        return f"It was changed after publishing was asked for. Confirm it: ./bildstelle publish {row.slug}"
    standing, cause = standing_of(row), cause_of(row)
    if standing is Standing.WAITING:
        return cause if row.problem in WAITS else f"{cause} It is retried automatically."
    given_up = standing is Standing.PARKED and row.problem not in PERMANENT
    return f"{cause} It was given up; retry it on the desk." if given_up else cause


def attention(row: Photo | Attachment | Release) -> str:
    """`refused`, `parked`, `waiting` or `unconfirmed`: how a row that needs a person stands; empty for all others."""
    from archive.models import Release
    from archive.problems import standing_of

    unconfirmed = isinstance(row, Release) and row.awaits_confirmation
    return "unconfirmed" if unconfirmed else standing_of(row) or ""
