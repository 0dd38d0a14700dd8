"""Rounds: what goes out together, and what a fault in one of them costs the others."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from archive.audit import OPERATOR
from archive.models import Delivery, DeliveryKind
from archive.publishing import subscribers
from archive.publishing.deliveries import purge
from tests.workers.deliveries.world import Website, website
from workers.deliveries import send, webhooks
from workers.deliveries.send import send_due

pytestmark = pytest.mark.django_db


def test_every_kind_goes_out_in_one_round(site: Website, settings: Settings) -> None:
    settings.CDN_PURGE_URLS = [site.url]
    subscriber = subscribers.add_subscriber("Website", f"{site.url}/hook", subscribers.EVENTS, OPERATOR)
    subscribers.send_test(subscriber, OPERATOR)
    purge({"a.html"})
    assert send_due() is False
    assert {method for method, *_rest in site.requests} == {"POST", "PURGE"}


def test_more_than_a_slice_is_left_to_the_next(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "_SLICE", 0)
    subscriber = subscribers.add_subscriber("Website", f"{site.url}/hook", subscribers.EVENTS, OPERATOR)
    for _n in range(3):
        subscribers.send_test(subscriber, OPERATOR)
    assert send_due() is True
    assert Delivery.objects.exclude(delivered_at=None).count() == 1, "one at a time to each website"


def test_while_a_slow_website_is_waited_for_the_rest_goes_on(site: Website) -> None:
    site.slow = True

    with website() as other:
        other.hold, other.enough = site.hold, 3
        for name, url, n in (("slow", site.url, 1), ("other", other.url, 3)):
            subscriber = subscribers.add_subscriber(name, url, subscribers.EVENTS, OPERATOR)
            for _n in range(n):
                subscribers.send_test(subscriber, OPERATOR)
        send_due()
    assert Delivery.objects.exclude(delivered_at=None).count() == 4


def test_a_bug_of_ours_costs_one_delivery_a_try(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("A", "B"):
        subscriber = subscribers.add_subscriber(name, f"{site.url}/{name}", subscribers.EVENTS, OPERATOR)
        subscribers.send_test(subscriber, OPERATOR)
    real = webhooks.request_of

    def broken(row: Delivery) -> object:
        if row.subscriber and row.subscriber.name == "A":
            raise ZeroDivisionError
        return real(row)

    monkeypatch.setattr(webhooks, "request_of", broken)
    send_due()
    assert [path for _method, path, *_rest in site.requests] == ["/B"]
    row = Delivery.objects.get(kind=DeliveryKind.WEBHOOK, subscriber__name="A")
    assert row.due_at
    assert row.problem == "unexpected"
