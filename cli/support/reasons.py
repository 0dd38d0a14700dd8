"""Why something was refused, was given up or waits, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipelines.refusal import REASONS

if TYPE_CHECKING:
    from archive.models import Photo, Release

FAULTS: Mapping[str, str] = {
    "store_down": "The store did not answer.",
    "record_down": "The database did not answer.",
    "disk_trouble": "The worker could not write to its disk; is it full?",
    "out_of_memory": "The worker ran out of memory.",
    "took_too_long": "It took longer than allowed.",
    "keeps_stopping": "The worker ended before it was done, time after time.",
    "gate_closed": "Something is missing at the gate; see ./bildstelle release show.",
    "waiting_for_files": "Some of its photos' files are still being made.",
}


def reason_of(row: Photo | Release) -> str:
    """Why the row stands where it does and what happens next; empty when all is well."""
    if not row.problem:
        return ""
    cause = REASONS.get(row.problem) or FAULTS.get(row.problem) or row.problem
    if row.due_at is not None:
        return f"{cause} It is tried again by itself."
    return cause if row.problem in REASONS else f"{cause} It was given up; retry it on the desk."


def attention(row: Photo | Release) -> str:
    """`refused`, `parked` or `waiting`: how a row with a problem stands; empty for all others."""
    if not row.problem:
        return ""
    if row.state == "refused":
        return "refused"
    return "parked" if row.parked else "waiting"
