"""Restarts crashed services."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from cli.stack.service import Service

_POLL = 0.2
_FIRST_PAUSE, _MAX_PAUSE = 1.0, 30.0
_STABLE_AFTER = 60.0


@dataclass
class _Watch:
    service: Service
    pause: float = _FIRST_PAUSE
    due: float | None = None
    """When to restart it; None while it runs."""
    started: float = 0.0


def supervise(services: Iterable[Service], report: Callable[[str], None]) -> NoReturn:
    """Restart each service that crashes, after a pause that doubles from 1 s to 30 s, and `report` each crash.

    Never returns; a signal's exception ends it. Call it in the main thread: services end with the thread that started
    them.
    """
    watches = [_Watch(service) for service in services]
    while True:
        for watch in watches:
            _check(watch, time.monotonic(), report)
        time.sleep(_POLL)


def _check(watch: _Watch, now: float, report: Callable[[str], None]) -> None:
    service = watch.service
    if service.running or not service.wanted:
        return
    if watch.due is None:
        if now - watch.started > _STABLE_AFTER:
            watch.pause = _FIRST_PAUSE
        watch.due = now + watch.pause
        report(f"{service.name} ended ({service.exit_status}), see {service.log}; again in {watch.pause:.0f} s")
        watch.pause = min(2 * watch.pause, _MAX_PAUSE)
    elif now >= watch.due:
        service.start()
        watch.started, watch.due = now, None
