"""Restarts crashed services and rotates their logs."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from cli.stack.service import Service

_POLL = 0.2
_FIRST_PAUSE, _MAX_PAUSE = 1.0, 30.0
_MAX_PAUSE_AFTER_KILL = 4.0
_STABLE_AFTER = 60.0
_LOOK_EVERY = 10.0
_KILLED = {-signal.SIGKILL, -signal.SIGTERM}
"""Somebody else ended it, perhaps while it started: it is not the one that fails."""


@dataclass
class _Watch:
    service: Service
    pause: float = _FIRST_PAUSE
    due: float | None = None
    """When to restart it; None while it runs."""
    started: float = 0.0


def supervise(
    services: Iterable[Service], report: Callable[[str], None], meanwhile: Callable[[], None] = lambda: None
) -> NoReturn:
    """Restart each service that crashes, after a pause that doubles from 1 s to 30 s, and `report` each crash.

    One that was killed waits for 4 s at most. Every 10 s logs are rotated and `meanwhile` is called.

    Never returns; a signal's exception ends it. Call it in the main thread: services end with the thread that started
    them.
    """
    watches = [_Watch(service) for service in services]
    rotated = time.monotonic()
    while True:
        now = time.monotonic()
        for watch in watches:
            _check(watch, now, report)
        if now - rotated > _LOOK_EVERY:
            rotated = now
            _rotate_logs(watches)
            meanwhile()
        time.sleep(_POLL)


def _rotate_logs(watches: Iterable[_Watch]) -> None:
    for watch in watches:
        with suppress(OSError):  # a full disk has no room for the copy; the log is cut once it has
            watch.service.rotate_log()


def _check(watch: _Watch, now: float, report: Callable[[str], None]) -> None:
    service = watch.service
    if service.running or not service.wanted:
        return
    if watch.due is None:
        if now - watch.started > _STABLE_AFTER:
            watch.pause = _FIRST_PAUSE
        if service.exit_status in _KILLED:
            watch.pause = min(watch.pause, _MAX_PAUSE_AFTER_KILL)
        watch.due = now + watch.pause
        report(f"{service.name} ended ({service.exit_status}), see {service.log}; again in {watch.pause:.0f} s")
        watch.pause = min(2 * watch.pause, _MAX_PAUSE)
    elif now >= watch.due:
        service.start()
        watch.started, watch.due = now, None
