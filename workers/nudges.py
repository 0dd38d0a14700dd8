"""Nudges: messages that say "there is work in this queue", sent after a commit that gave a row a next step.

They may be lost, doubled or late. Whoever gets one asks the record what is most urgent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from archive.signals import work_due
from archive.workflow import Row
from workers.urgency import Queue, queue_of

log = structlog.get_logger(__name__)

_AFTER = timedelta(milliseconds=20)
"""So that no clock has the moment still before it."""

ENOUGH = 16
"""With this many messages waiting, another adds nothing: each of them finds every row that is due by then."""

_PATIENCE = 1.0
"""A person may be waiting: a broker that is frozen costs each of their clicks this second, and the tick repeats."""


def listen() -> None:
    """Connect to the archive's signal."""
    work_due.connect(_nudge_after_commit, dispatch_uid="workers.nudges")


def nudge(queue: Queue, count: int = 1) -> None:
    """Send up to `count` messages, but let no more than `ENOUGH` wait.

    A broker that is down costs one line in the log: the tick nudges again.
    """
    try:
        for _message in range(min(count, ENOUGH - _waiting(queue))):
            # By name: the sender need not import what the task does, which is everything.
            current_app.send_task("workers.tasks.work", (queue,), queue=queue, ignore_result=True)
    except (OperationalError, RedisError) as error:
        log.warning("broker_down", reason=str(error))


def ask_for_tick(moment: datetime) -> None:
    """Have a tick right after this moment. A broker that is down costs one line in the log: the next tick is late."""
    try:
        expires = settings.TICK_EVERY * 2
        current_app.send_task("workers.tasks.tick_once", eta=moment + _AFTER, expires=expires, ignore_result=True)
    except (OperationalError, RedisError) as error:
        log.warning("broker_down", reason=str(error))


def ask_for_zips(release_id: int) -> None:
    """Have the ZIP files of a release made, some time; reconcile asks again. A broker that is down costs nothing."""
    try:
        expires = settings.SWEEP_ALL_EVERY
        current_app.send_task("workers.tasks.zip_photos", (release_id,), expires=expires, ignore_result=True)
    except (OperationalError, RedisError):
        log.warning("zips_not_asked_for", release=release_id)


def waiting_messages(queue: str) -> int:
    """How many messages wait in a queue, not counting those a worker holds; 0 when the broker does not answer."""
    try:
        return _waiting(queue)
    except RedisError as error:
        log.warning("broker_down", reason=str(error))
        return 0


def _nudge_after_commit(rows: Sequence[Row], **_signal: Any) -> None:
    now = timezone.now()
    for queue in {queue_of(row) for row in rows if row.due_at is not None and row.due_at <= now}:
        transaction.on_commit(partial(nudge, queue), robust=True)


def _waiting(queue: str) -> int:
    return _broker().llen(queue)


@lru_cache(maxsize=1)
def _broker() -> Redis:
    return Redis.from_url(settings.BROKER_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
