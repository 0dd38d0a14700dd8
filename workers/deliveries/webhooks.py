"""A webhook: signed as the Standard Webhooks specification says, posted, and its end put down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from archive.audit import MACHINE
from archive.models import Delivery, Event, Subscriber
from archive.models.work import finished_work
from archive.problems import Problem
from archive.publishing import answers
from archive.publishing.subscribers import disable_subscriber, may_be_called, sign
from workers import leases
from workers.deliveries.calling import CallFailed, Request, call
from workers.deliveries.outcome import Outcome, of_status, put_off, webhook_delay

log = structlog.get_logger(__name__)

_PERHAPS_ITS_OWN = 5  # tries after which a website that answers others is not asked sooner


def prepare(row: Delivery) -> Callable[[], Outcome]:
    """What sends this delivery, without looking into the record."""
    return partial(_post, request_of(row))


def request_of(row: Delivery) -> Request:
    """The delivery as it goes out now."""
    subscriber, now = _subscriber(row), timezone.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Bildstelle",
        "webhook-id": row.tag,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": sign(subscriber, row.tag, now, row.payload),
    }
    return Request("POST", subscriber.url, headers, row.payload.encode())


def record(row: Delivery, outcome: Outcome) -> None:
    """Put down how it ended: it arrived, is tried again, or was given up."""
    now = timezone.now()
    Delivery.objects.filter(pk=row.pk).update(tried_at=now, answer=outcome.answer)
    log.info("webhook", delivery=row.tag, about=row.event, tries=row.attempts, answer=outcome.answer)
    if outcome.done:
        leases.finish(row, then=finished_work() | {"attempts": row.attempts, "delivered_at": now})
        Subscriber.objects.filter(deliveries=row).update(succeeded_at=now, trouble="")
        _call_back(row, now)
        return
    delay = None if outcome.final or row.event == Event.TEST else webhook_delay(row.attempts)
    if delay is None:
        _give_up(row, outcome)
        return
    due = now + delay
    leases.retry_at(row, due, Problem.NOT_DELIVERED, outcome.answer)
    put_off(Delivery.objects.filter(subscriber=row.subscriber_id).exclude(event=Event.TEST), due)


def _call_back(row: Delivery, now: dt.datetime) -> None:
    """Have what waited for this website go now, the oldest first: it is up again.

    What it refused by a status waits on, and so does what it did not answer again and again, perhaps for that very
    message.
    """
    waiting = Delivery.objects.filter(subscriber=row.subscriber_id, due_at__gt=now, lease_until=None)
    waiting.filter(attempts__lt=_PERHAPS_ITS_OWN).exclude(answer__startswith=answers.STATUS).update(due_at=now)


def _post(request: Request) -> Outcome:
    try:
        return of_status(call(request, may_be_called))
    except CallFailed as failed:
        return Outcome(done=False, answer=failed.key)


@transaction.atomic
def _give_up(row: Delivery, outcome: Outcome) -> None:
    """Stop trying; disable a website that got nothing in all that time, or says that it wants no more."""
    leases.park(row, Problem.NOT_DELIVERED, outcome.answer)
    subscriber = Subscriber.objects.select_for_update().filter(pk=_subscriber(row).pk).first()
    if subscriber is None:
        return  # forgotten while it was called
    silent = subscriber.succeeded_at is None or subscriber.succeeded_at < row.created_at
    if row.event != Event.TEST and subscriber.disabled_at is None and (outcome.final or silent):
        disable_subscriber(subscriber, MACHINE, outcome.answer)


def _subscriber(row: Delivery) -> Subscriber:
    if row.subscriber is None:
        raise LookupError(f"{row} has no subscriber")
    return row.subscriber
