"""Slices: a worker that was nudged does what is due in its queue, the most urgent first, for some seconds at a time.

At the end of a slice it nudges itself. So no message stands for a particular row, and none that is lost matters.
"""

from __future__ import annotations

import time
from itertools import count

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from archive.disks import find_full
from archive.models import Attachment, Photo, Release
from archive.problems import Problem
from archive.store.errors import StoreError
from archive.store.health import try_store
from archive.workflow import Row
from workers import leases
from workers.deliveries.send import send_due
from workers.develop.attachments import take_in
from workers.develop.develop import develop
from workers.nudges import nudge
from workers.publish.publish import publish
from workers.publish.seal import seal
from workers.urgency import Queue, by_urgency

log = structlog.get_logger(__name__)

SLICE = 10.0  # seconds after which no further row is begun
_PAUSE = 1.0  # seconds before the next try while the database or the store is down


def work_on(queue: Queue) -> None:
    """Do what is due, row by row, until nothing is or the slice ends. Failures end in the record."""
    until = time.monotonic() + SLICE
    try:
        leases.free_own()
        if queue is Queue.UPKEEP:
            if send_due():
                nudge(queue)
            return
        for turn in count():
            if time.monotonic() >= until:
                break
            if (row := _take(queue, turn)) is None:
                return
            _do_or_give_back(row, queue)
            if row.problem in (Problem.STORE_DOWN, Problem.DISK_FULL):
                _wait_for_store(until)
    except (OperationalError, InterfaceError) as error:
        log.warning("record_down", reason=str(error))
        connection.close()
        time.sleep(_PAUSE)
    nudge(queue)


def _wait_for_store(until: float) -> None:
    """Begin nothing that would only fail: every row needs the store, and room."""
    while time.monotonic() < until and not _store_works():
        time.sleep(_PAUSE)


def _store_works() -> bool:
    """A full store may still take the tiny file it is tried with."""
    try:
        try_store(_PAUSE)
    except StoreError:
        return False
    return find_full(settings.WATCHED_FOLDERS) is None


def _take(queue: Queue, turn: int) -> Row | None:
    for rows in by_urgency(queue, turn):
        if row := leases.take(rows):
            return row
    return None


def _do_or_give_back(row: Row, queue: Queue) -> None:
    """A bug of ours costs the row a try, and not the slice: the rows behind it would wait for ever."""
    try:
        _do(row, queue)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        log.exception("unexpected", row=row.pk)
        leases.try_again(row, Problem.UNEXPECTED, repr(error))


def _do(row: Row, queue: Queue) -> None:
    if isinstance(row, Release):
        publish(row)
    elif isinstance(row, Attachment):
        take_in(row)
    elif isinstance(row, Photo):
        (seal if queue is Queue.PRESS else develop)(row)
