"""Health checks: `/healthz` says that the process lives, `/readyz` what each part it needs does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from archive.disks import find_full
from archive.store.errors import StoreError
from archive.store.health import ask_store, refuses_files

OK, DOWN, READ_ONLY, FULL = "ok", "down", "read-only", "full"
_TIMEOUT = 2  # seconds
_KEEP = 1.0  # seconds
_TRY_EVERY, _TRY_AGAIN = 60.0, 5.0
"""Seconds between two tiny files that the store is tried with: while it takes them, for its log keeps each, and after
one that it refused."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers; a supervisor restarts it otherwise. No part is asked: none mends by a restart."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part and its word: 200 when all are `ok`, else 503. No details, no sign-in."""
    words = _LOOK.words()
    return JsonResponse(words, status=200 if is_ready(words) else 503)


def is_ready(words: Mapping[str, str]) -> bool:
    """Whether all parts are ok."""
    return set(words.values()) == {OK}


class Look:
    """The parts' words, asked at most once in `keep` seconds however many ask; in `again`, where not all are ok."""

    def __init__(self, parts: Mapping[str, Callable[[], str]], keep: float = _KEEP, again: float = _KEEP) -> None:
        self._parts, self._keep, self._again, self._lock = parts, keep, again, threading.Lock()
        self._words: dict[str, str] = {}
        self._until = 0.0

    def words(self) -> dict[str, str]:
        with self._lock:
            if monotonic() >= self._until:
                self._words = {name: ask() for name, ask in self._parts.items()}
                self._until = monotonic() + (self._keep if is_ready(self._words) else self._again)
            return self._words


def _ask_database() -> str:
    """By a connection of its own, which gives up soon; the thread's would wait as long as the database is frozen."""
    fresh = connection.copy()
    fresh.settings_dict["OPTIONS"]["connect_timeout"] = _TIMEOUT
    try:
        fresh.ensure_connection()
    except DatabaseError:
        return DOWN
    finally:
        fresh.close()
    return OK


def _ask_broker() -> str:
    """`read-only` when it refuses messages because it cannot write its file, above all on a full disk."""
    try:
        persistence = _broker().info("persistence")
    except RedisError:
        return DOWN
    return OK if persistence.get("aof_last_write_status", "ok") == "ok" else READ_ONLY


@lru_cache(maxsize=1)
def _broker() -> Redis:
    """A client that gives up soon and does not try again."""
    return Redis.from_url(
        settings.BROKER_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=Retry(NoBackoff(), 0)
    )


def _ask_store() -> str:
    """`read-only` when it answers and refuses files, as it goes on to do after its disk was full."""
    try:
        ask_store(_TIMEOUT)
    except StoreError:
        return DOWN
    return _TRIAL.words()["store"]


def _ask_disk() -> str:
    """`full` while one is that this process watches: SeaweedFS answers all the same, but takes no files."""
    return FULL if find_full(settings.WATCHED_FOLDERS) else OK


_TRIAL = Look({"store": lambda: READ_ONLY if refuses_files(_TIMEOUT) else OK}, _TRY_EVERY, _TRY_AGAIN)
_LOOK = Look({"database": _ask_database, "broker": _ask_broker, "store": _ask_store, "disk": _ask_disk})
