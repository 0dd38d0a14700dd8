"""Send what is due: one delivery to each website at once, and beside them some purges and one mail.

Whatever ends makes room for the next, so that a slow website keeps nobody waiting. How a delivery ended is put down
before the next of its kind begins: a killed process has at most one mail to send a second time. The record is read and
written by this thread alone; the others only talk to the world.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from archive.faults import describe_fault
from archive.models import Delivery, DeliveryKind
from archive.problems import Problem
from workers import leases
from workers.deliveries import letters, notices, purging, webhooks
from workers.deliveries.letters import Post
from workers.deliveries.outcome import Outcome
from workers.urgency import due_deliveries

log = structlog.get_logger(__name__)

_WEBSITES = 16
_BESIDE = {DeliveryKind.NOTICE: 1, DeliveryKind.PURGE: 8, DeliveryKind.MAIL: 1}
"""How many of the others at once. A cache that hangs holds up each purge, and with it all caches that work."""
_AFTER_FAULT = timedelta(minutes=1)
_SLICE = 3.0
"""Seconds after which nothing is begun any more, as sweep and reconcile have the same process. While something from
these seconds is still waited for, which takes that process anyway, the rest goes on."""
_LOOK_AGAIN = 0.5  # seconds after which a round that waits looks for what came in


@dataclass(frozen=True)
class Parcel:
    """A delivery on its way: what sends it, without looking into the record, and what puts down how it ended."""

    row: Delivery
    send: Callable[[], Outcome]
    record: Callable[[Delivery, Outcome], None]
    begun: float = field(default_factory=time.monotonic)


def send_due() -> bool:
    """Send for some seconds; True when more may be due."""
    until = time.monotonic() + _SLICE
    under_way: dict[Future[Outcome], Parcel] = {}
    goes_on = True
    with Post() as post, ThreadPoolExecutor(_WEBSITES + sum(_BESIDE.values())) as pool:
        while True:
            rows = _take([parcel.row for parcel in under_way.values()]) if goes_on else []
            for row in rows:
                with _faults(row):
                    if parcel := _pack(row, post):
                        under_way[pool.submit(parcel.send)] = parcel
            if not rows and not under_way:
                return not goes_on
            for ended in wait(under_way, _LOOK_AGAIN, FIRST_COMPLETED).done:
                parcel = under_way.pop(ended)
                with _faults(parcel.row):
                    parcel.record(parcel.row, ended.result())
            goes_on = time.monotonic() < until or any(parcel.begun < until for parcel in under_way.values())


def _take(under_way: Sequence[Delivery]) -> list[Delivery]:
    """What can be begun beside what is under way, leased."""
    taken: list[Delivery] = []
    for kind, at_once in _BESIDE.items():
        room = at_once - sum(row.kind == kind for row in under_way)
        while room and (row := leases.take(_due(kind))):
            taken.append(row)
            room -= 1
    busy = [row.subscriber_id for row in under_way if row.kind == DeliveryKind.WEBHOOK]
    while len(busy) < _WEBSITES and (row := leases.take(_due(DeliveryKind.WEBHOOK).exclude(subscriber__in=busy))):
        busy.append(row.subscriber_id)
        taken.append(row)
    return taken


def _due(kind: DeliveryKind) -> QuerySet[Delivery]:
    return due_deliveries().filter(kind=kind)


def _pack(row: Delivery, post: Post) -> Parcel | None:
    """None where nothing is to be sent: now, or at all.

    What is only due to be told becomes rows for each receiver, which are sent like all others.
    """
    if row.kind == DeliveryKind.WEBHOOK:
        return Parcel(row, webhooks.prepare(row), webhooks.record)
    if row.kind == DeliveryKind.PURGE:
        return Parcel(row, purging.prepare(row), purging.record)
    if row.kind == DeliveryKind.NOTICE:
        notices.tell(row)
        return None
    mails = notices if row.notice_id else letters
    return Parcel(row, partial(post.send, mails.message_of(row)), letters.record) if mails.is_due(row) else None


@contextmanager
def _faults(row: Delivery) -> Iterator[None]:
    """A bug of ours costs this delivery a try, and no other."""
    try:
        yield
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is)
        detail = describe_fault(error)
        log.error("unexpected", delivery=row.tag, detail=detail)
        leases.retry_at(row, timezone.now() + _AFTER_FAULT, Problem.UNEXPECTED, detail)
