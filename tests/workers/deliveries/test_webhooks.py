"""Webhooks to a real website: signed, tried again, given up, and never in each other's way."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook

from archive.audit import OPERATOR
from archive.models import Delivery, Event, Subscriber
from archive.models.work import fresh_work
from archive.problems import Problem
from archive.publishing import answers, subscribers
from tests.factories import now
from tests.live_versions import live_release
from tests.workers.deliveries.world import Website
from workers import slices
from workers.deliveries import webhooks
from workers.deliveries.calling import MayBeCalled, Request, call
from workers.deliveries.outcome import WEBHOOK_DELAYS, Outcome
from workers.deliveries.send import send_due
from workers.urgency import Queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker")]


@pytest.fixture
def subscriber(site: Website) -> Subscriber:
    return subscribers.add_subscriber("Website", f"{site.url}/hook", subscribers.EVENTS, OPERATOR)


def again() -> None:
    """Send what was put off, as if its time had come."""
    Delivery.objects.exclude(due_at=None).update(due_at=now())
    send_due()


def test_the_upkeep_queue_sends_what_the_specifications_library_takes(site: Website, subscriber: Subscriber) -> None:
    live_release()
    slices.work_on(Queue.UPKEEP)
    [(method, path, headers, body)] = site.requests
    assert (method, path, headers["content-type"]) == ("POST", "/hook", "application/json")
    assert Webhook(subscriber.secret).verify(body, headers)["type"] == Event.RELEASE_PUBLISHED
    row = Delivery.objects.get()
    assert (row.due_at, row.answer, row.lease_until) == (None, "status 204", None)
    assert row.delivered_at
    subscriber.refresh_from_db()
    assert subscriber.succeeded_at


def test_a_failed_try_comes_back_with_the_same_id_and_a_new_time(site: Website, subscriber: Subscriber) -> None:
    site.statuses = [503]
    live_release()
    begun = now()
    send_due()
    row = Delivery.objects.get()
    assert (row.attempts, row.problem, row.answer) == (1, Problem.NOT_DELIVERED, "status 503")
    assert row.due_at is not None
    assert begun + timedelta(seconds=5) <= row.due_at < now() + timedelta(seconds=6)
    again()
    assert [headers["webhook-id"] for _m, _p, headers, _b in site.requests] == [row.tag, row.tag]
    row.refresh_from_db()
    assert row.delivered_at
    assert (row.problem, row.attempts) == ("", 2)


def test_after_three_days_the_website_is_disabled_and_says_why(site: Website, subscriber: Subscriber) -> None:
    site.statuses = [500] * 20
    live_release()
    for _try in range(len(WEBHOOK_DELAYS) + 1):
        again()
    again()
    assert len(site.requests) == len(WEBHOOK_DELAYS) + 1
    row = Delivery.objects.get()
    assert (row.due_at, row.problem) == (None, Problem.NOT_DELIVERED)
    subscriber.refresh_from_db()
    assert subscriber.disabled_at
    assert subscriber.trouble == "status 500"
    site.statuses = []
    subscribers.enable_subscriber(subscriber, OPERATOR, replay=True)
    send_due()
    row.refresh_from_db()
    assert row.delivered_at


def test_one_event_that_a_website_cannot_take_does_not_disable_it(site: Website, subscriber: Subscriber) -> None:
    live_release()
    Delivery.objects.update(attempts=len(WEBHOOK_DELAYS), created_at=now() - timedelta(days=3))
    Subscriber.objects.update(succeeded_at=now() - timedelta(hours=1))
    site.statuses = [422]
    send_due()
    subscriber.refresh_from_db()
    assert (subscriber.disabled_at, Delivery.objects.get().problem) == (None, Problem.NOT_DELIVERED)


def test_410_ends_it_at_once(site: Website, subscriber: Subscriber) -> None:
    site.statuses = [410]
    live_release()
    send_due()
    subscriber.refresh_from_db()
    assert subscriber.disabled_at
    assert subscriber.trouble == answers.GONE


def test_a_website_may_be_forgotten_while_it_is_called(site: Website, subscriber: Subscriber) -> None:
    row = subscribers.send_test(subscriber, OPERATOR)
    subscribers.remove_subscriber(subscriber, OPERATOR)
    webhooks.record(row, Outcome(done=False, answer=answers.TIMEOUT))
    assert not Delivery.objects.exists()


def test_a_test_is_tried_once_and_goes_to_a_disabled_website_too(site: Website, subscriber: Subscriber) -> None:
    subscribers.disable_subscriber(subscriber, OPERATOR)
    site.statuses = [500]
    row = subscribers.send_test(subscriber, OPERATOR)
    send_due()
    row.refresh_from_db()
    assert (row.due_at, row.answer) == (None, "status 500")
    subscribers.send_test(subscriber, OPERATOR)
    send_due()
    assert len(site.requests) == 2


def test_a_slow_website_keeps_nobody_waiting(
    site: Website, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own next deliveries wait with the one that failed."""
    called, at_once = [], threading.Barrier(3)

    def call_together(request: Request, may_be_called: MayBeCalled) -> int:
        called.append(request.url)
        at_once.wait(60)
        return call(request, may_be_called, 0.2)

    monkeypatch.setattr(webhooks, "call", call_together)
    monkeypatch.setattr(webhooks, "webhook_delay", lambda _tries: timedelta(hours=1))
    site.slow = True
    for name in ("B", "C"):
        subscribers.add_subscriber(name, f"{site.url}/hook", subscribers.EVENTS, OPERATOR)
    for _n in range(3):
        live_release(photos=1)
    begun = now()
    send_due()
    assert len(called) == 3, "nine deliveries, three at a time, and then nobody asks again"
    assert not Delivery.objects.filter(due_at__lt=begun + timedelta(hours=1)).exists()


def test_a_website_that_is_up_again_gets_what_waited_in_order(site: Website, subscriber: Subscriber) -> None:
    for _n in range(3):
        live_release(photos=1)
    later = now() + timedelta(hours=1)
    first, second, refused = Delivery.objects.order_by("pk")
    Delivery.objects.update(due_at=later)
    Delivery.objects.filter(pk=first.pk).update(attempts=2, answer=answers.TIMEOUT)
    Delivery.objects.filter(pk=refused.pk).update(attempts=2, answer="status 422")
    live_release(photos=1)
    send_due()
    sent = [headers["webhook-id"] for _m, _p, headers, _b in site.requests]
    assert sent[1:] == [first.tag, second.tag]
    refused.refresh_from_db()
    assert refused.due_at == later, "what it refused waits for its own time"


def test_a_private_address_is_never_called(site: Website, subscriber: Subscriber, settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = []
    live_release()
    send_due()
    assert (Delivery.objects.get().answer, site.requests) == (answers.PRIVATE, [])


def test_a_killed_senders_delivery_is_sent_by_the_next(site: Website, subscriber: Subscriber) -> None:
    live_release()
    Delivery.objects.update(**fresh_work() | {"lease_until": now() - timedelta(seconds=1), "leased_by": "gone"})
    send_due()
    assert len(site.requests) == 1
