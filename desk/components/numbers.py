"""Numbers in addresses and forms, which anybody may write."""

from __future__ import annotations

_DIGITS = 9
"""More than any count here has, and few enough for the database."""


def read_number(text: str) -> int | None:
    """A whole number from 0 on; None for anything else, such as one that no column could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
