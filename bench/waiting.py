"""Waiting for a running stack."""

from __future__ import annotations

import time
from collections.abc import Callable

_LONGEST = 1800.0


def wait_until(condition: Callable[[], bool], poll: float = 0.02) -> None:
    """Ask again every `poll` seconds; ends the bench after half an hour."""
    began = time.monotonic()
    while not condition():
        end_if_late(began)
        time.sleep(poll)


def end_if_late(began: float) -> None:
    """End the bench once half an hour has passed since `began`, by the monotonic clock."""
    if time.monotonic() - began > _LONGEST:
        raise SystemExit(f"not within {_LONGEST:.0f} s; the stack's logs say why")
