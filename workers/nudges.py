"""Nudges: the task messages sent after a commit that gave a row a next step. They may be lost, doubled or late."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import structlog
from celery import current_app
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
    """Connect to the archive's signal."""
    work_due.connect(_nudge_after_commit, dispatch_uid="workers.nudges")


def nudge(row: Photo | Release) -> None:
    """Send the message for a row's next step, now. Raises kombu's OperationalError where the broker does not answer."""
    # By name: the sender need not import what the task does, which is everything.
    current_app.send_task(next_task(row), (row.pk,), ignore_result=True)


def next_task(row: Photo | Release) -> str:
    """The task for a row's next step, by name."""
    if isinstance(row, Release):
        return "workers.tasks.publish"
    # The press worker seals; what may need pixels first goes to the develop worker.
    return "workers.tasks.seal" if row.state in GOING else "workers.tasks.develop"


def _nudge_after_commit(row: Photo | Release, **_signal: Any) -> None:
    if row.due_at is not None and row.due_at <= timezone.now():
        # robust: a broker that is down costs a log line and not the caller's request; the tick nudges again.
        transaction.on_commit(lambda: nudge(row), robust=True)


def waiting_messages(queue: str) -> int:
    """How many messages wait in a queue, not counting those a worker holds; 0 when the broker does not answer."""
    try:
        return _broker().llen(queue)
    except RedisError as error:
        log.warning("broker_down", reason=str(error))
        return 0


@lru_cache(maxsize=1)
def _broker() -> Redis:
    return Redis.from_url(settings.BROKER_URL, socket_timeout=5, socket_connect_timeout=5)
