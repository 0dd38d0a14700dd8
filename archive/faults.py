"""A bug of ours in one line for the log."""

from __future__ import annotations

import traceback
from pathlib import Path


def describe_fault(error: Exception) -> str:
    """What it is and where it was raised. Its own words may hold an address or a text, so they are left out."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
