"""Brings crashed services back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn

from cli.stack.service import Service

_PACE = 0.2
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_CALM = 60.0


@dataclass
class _Watch:
    service: Service
    pause: float = _FIRST_PAUSE
    due: float | None = None
    """When to start it again; None while it runs."""
    started: float = 0.0


def supervise(services: Iterable[Service], tell: Callable[[str], None]) -> NoReturn:
    """Start each crashed service again, after a pause that doubles up to half a minute, and `tell` of it.

    Never returns; a signal's exception ends it. Runs in the main thread, which holds the services' leashes.
    """
    watches = [_Watch(service) for service in services]
    while True:
        for watch in watches:
            _look_after(watch, time.monotonic(), tell)
        time.sleep(_PACE)


def _look_after(watch: _Watch, now: float, tell: Callable[[str], None]) -> None:
    service = watch.service
    if service.running or not service.wanted:
        return
    if watch.due is None:
        if now - watch.started > _CALM:
            watch.pause = _FIRST_PAUSE
        watch.due = now + watch.pause
        tell(f"{service.name} ended ({service.exit_status}), see {service.log}; again in {watch.pause:.0f} s")
        watch.pause = min(2 * watch.pause, _LONGEST_PAUSE)
    elif now >= watch.due:
        service.start()
        watch.started, watch.due = now, None
