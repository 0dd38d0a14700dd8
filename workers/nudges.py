"""Nudges: after a commit that gave a row a next step, a task message says so. It may be lost, doubled or late."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from archive.models import Photo, Release
from archive.signals import work_due
from archive.states import GOING

log = structlog.get_logger(__name__)


def listen() -> None:
    """Hear the archive's announcements."""
    work_due.connect(_nudge_after_commit, dispatch_uid="workers.nudges")


def nudge(row: Photo | Release) -> None:
    """Send the message for a row's next step, now."""
    from workers import tasks

    if isinstance(row, Release):
        tasks.publish.delay(row.pk)
    elif row.state in GOING:
        # The press worker seals; what may need pixels first goes to the develop worker.
        tasks.seal.delay(row.pk)
    else:
        tasks.develop.delay(row.pk)


def _nudge_after_commit(row: Photo | Release, **_signal: Any) -> None:
    if row.due_at is not None and row.due_at <= timezone.now():
        # robust: a broker that is down costs a log line, not the commit's caller; the sweep nudges again.
        transaction.on_commit(lambda: nudge(row), robust=True)


def waiting_messages(queue: str) -> int:
    """How many messages wait in a queue (not those at work); 0 when the broker does not say."""
    try:
        return _broker().llen(queue)
    except RedisError as error:
        log.warning("broker_down", reason=str(error))
        return 0


@lru_cache(maxsize=1)
def _broker() -> Redis:
    return Redis.from_url(settings.BROKER_URL, socket_timeout=5, socket_connect_timeout=5)
