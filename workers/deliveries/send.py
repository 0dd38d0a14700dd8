"""Send what is due, in rounds: one delivery to each website at once, so that a slow one keeps nobody waiting.

The record is read and written by this thread alone; the others only talk to the world.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from archive.faults import describe_fault
from archive.models import Delivery, DeliveryKind
from archive.problems import Problem
from workers import leases
from workers.deliveries import letters, notices, purging, webhooks
from workers.deliveries.outcome import Outcome
from workers.urgency import due_deliveries

log = structlog.get_logger(__name__)

_WEBSITES = 16
_LETTERS = 25
_NOTICES = 4
_AFTER_FAULT = timedelta(minutes=1)
_SLICE = 3.0  # seconds after which no further round begins: sweep and reconcile have the same process


@dataclass(frozen=True)
class Parcel:
    """Deliveries that go out one after the other, and what does it; an outcome for each."""

    rows: Sequence[Delivery]
    send: Callable[[], Sequence[Outcome]]
    record: Callable[[Delivery, Outcome], None]


def send_due() -> bool:
    """Send for some seconds; True when more may be due."""
    until = time.monotonic() + _SLICE
    while rows := _take_round():
        _send(_pack(rows))
        if time.monotonic() >= until:
            return True
    return False


def _take_round() -> list[Delivery]:
    told = _take(DeliveryKind.NOTICE, _NOTICES)
    return [*told, *_take_webhooks(), *_take(DeliveryKind.PURGE, 1), *_take(DeliveryKind.MAIL, _LETTERS)]


def _take_webhooks() -> list[Delivery]:
    rows: list[Delivery] = []
    while len(rows) < _WEBSITES:
        others = due_deliveries().filter(kind=DeliveryKind.WEBHOOK)
        row = leases.take(others.exclude(subscriber__in=[taken.subscriber_id for taken in rows]))
        if row is None:
            break
        rows.append(row)
    return rows


def _take(kind: DeliveryKind, at_most: int) -> list[Delivery]:
    rows: list[Delivery] = []
    while len(rows) < at_most and (row := leases.take(due_deliveries().filter(kind=kind))):
        rows.append(row)
    return rows


def _pack(rows: Sequence[Delivery]) -> list[Parcel]:
    """Webhooks and purges each on their own, mails together, as they share a connection.

    What is only due to be told becomes rows for each receiver, which the next round sends.
    """
    parcels, together = [], []
    for row in rows:
        with _faults(row):
            if row.kind == DeliveryKind.WEBHOOK:
                parcels.append(Parcel([row], webhooks.prepare(row), webhooks.record))
            elif row.kind == DeliveryKind.PURGE:
                parcels.append(Parcel([row], purging.prepare(row), purging.record))
            elif row.kind == DeliveryKind.NOTICE:
                notices.tell(row)
            elif row.notice_id:
                if notices.is_due(row):
                    together.append((row, notices.message_of(row)))
            elif letters.is_due(row):
                together.append((row, letters.message_of(row)))
    if together:
        messages = [message for _row, message in together]
        parcels.append(Parcel([row for row, _message in together], partial(letters.send, messages), letters.record))
    return parcels


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


def _send(parcels: Sequence[Parcel]) -> None:
    if not parcels:
        return
    with ThreadPoolExecutor(len(parcels)) as pool:
        for parcel, sent in [(parcel, pool.submit(parcel.send)) for parcel in parcels]:
            outcomes: Sequence[Outcome | None] = [None] * len(parcel.rows)
            with _faults(parcel.rows[0]):
                outcomes = sent.result()
            for row, outcome in zip(parcel.rows, outcomes, strict=True):
                if outcome:
                    parcel.record(row, outcome)
