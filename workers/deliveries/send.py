"""Send what is due, in rounds: one delivery to each website at once, so that a slow one keeps nobody waiting.

The record is read and written by this thread alone; the others only talk to the world.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from archive.models import Delivery, DeliveryKind
from workers import leases
from workers.deliveries import letters, purging, webhooks
from workers.deliveries.outcome import Outcome
from workers.urgency import due_deliveries

_WEBSITES = 16
_LETTERS = 25
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
    while parcels := _take_round():
        _send(parcels)
        if time.monotonic() >= until:
            return True
    return False


def _take_round() -> list[Parcel]:
    parcels = [_webhook(row) for row in _take_webhooks()]
    if row := leases.take(due_deliveries().filter(kind=DeliveryKind.PURGE)):
        parcels.append(Parcel([row], purging.prepare(row), purging.record))
    if rows := _take_letters():
        parcels.append(Parcel(rows, letters.prepare(rows), letters.record))
    return parcels


def _take_webhooks() -> list[Delivery]:
    rows: list[Delivery] = []
    while len(rows) < _WEBSITES:
        others = due_deliveries().filter(kind=DeliveryKind.WEBHOOK)
        row = leases.take(others.exclude(subscriber__in=[taken.subscriber_id for taken in rows]))
        if row is None:
            break
        rows.append(row)
    return rows


def _webhook(row: Delivery) -> Parcel:
    return Parcel([row], webhooks.prepare(row), webhooks.record)


def _take_letters() -> list[Delivery]:
    rows: list[Delivery] = []
    while len(rows) < _LETTERS and (row := leases.take(due_deliveries().filter(kind=DeliveryKind.MAIL))):
        if letters.is_due(row):
            rows.append(row)
    return rows


def _send(parcels: Sequence[Parcel]) -> None:
    with ThreadPoolExecutor(len(parcels)) as pool:
        sent = pool.map(lambda parcel: parcel.send(), parcels)
        for parcel, outcomes in zip(parcels, sent, strict=True):
            for row, outcome in zip(parcel.rows, outcomes, strict=True):
                parcel.record(row, outcome)
