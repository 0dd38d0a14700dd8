"""Websites on the desk: added, tried, stopped, told again; what is wrong is said."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.audit import OPERATOR
from archive.models import Delivery, Subscriber
from archive.publishing import subscribers
from tests.live_versions import live_release

pytestmark = pytest.mark.django_db

LIST = "/websites/"
TYPED = {"name": "City", "url": "https://example.org/hook", "events": list(subscribers.EVENTS)}


def page(subscriber: Subscriber) -> str:
    return reverse("desk:website", args=[subscriber.pk])


def test_a_website_is_added_and_its_secret_shown_once(approver: Client) -> None:
    assert "No website yet" in approver.get(LIST).content.decode()
    shown = approver.post(LIST, TYPED, follow=True)
    made = Subscriber.objects.get()
    assert made.secret in shown.content.decode()
    assert shown.redirect_chain == [(page(made), 302)], "loading the page again makes no second website"
    assert made.secret not in approver.get(page(made)).content.decode()
    rotated = approver.post(page(made), {"verb": "rotate"}, follow=True).content.decode()
    made.refresh_from_db()
    assert made.secret in rotated
    assert "The old one is good until" in rotated
    assert made.secret not in approver.get(page(made)).content.decode()


def test_the_log_is_asked_for_again_until_the_website_was_tried(approver: Client) -> None:
    made = subscribers.add_subscriber("City", str(TYPED["url"]), subscribers.EVENTS, OPERATOR)
    assert "hx-trigger" not in approver.get(page(made)).content.decode()
    approver.post(page(made), {"verb": "test"})
    assert 'hx-trigger="load delay:2s"' in approver.get(page(made)).content.decode()
    Delivery.objects.update(attempts=1)
    assert "hx-trigger" not in approver.get(page(made)).content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(approver: Client) -> None:
    answer = approver.post(LIST, TYPED | {"url": "http://10.0.0.1/"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Only addresses that begin with https://" in html
    assert 'value="City"' in html
    made = subscribers.add_subscriber("City", str(TYPED["url"]), subscribers.EVENTS, OPERATOR)
    answer = approver.post(page(made), TYPED | {"verb": "change", "events": []})
    assert "Choose at least one of these events" in answer.content.decode()


def test_the_log_says_what_arrived_and_sends_it_again(approver: Client) -> None:
    made = subscribers.add_subscriber("City", str(TYPED["url"]), subscribers.EVENTS, OPERATOR)
    approver.post(page(made), {"verb": "test"})
    release = live_release(photos=1)
    Delivery.objects.filter(release=release).update(due_at=None, problem="not_delivered", answer="status 500")
    html = approver.get(page(made)).content.decode()
    assert "Waits." in html
    assert "Given up." in html
    assert "It answered 500." in html
    row = Delivery.objects.get(release=release)
    assert (
        "1 message is sent again."
        in approver.post(page(made), {"verb": "replay", "delivery": row.tag}, follow=True).content.decode()
    )


def test_a_disabled_website_is_shown_and_told_again_with_what_it_missed(approver: Client) -> None:
    made = subscribers.add_subscriber("City", str(TYPED["url"]), subscribers.EVENTS, OPERATOR)
    approver.post(page(made), {"verb": "disable"})
    subscribers.disable_subscriber(made, OPERATOR, "timeout")
    live_release(photos=1)
    assert "It did not answer in time." in approver.get(LIST).content.decode()
    assert "Send 1 message that it missed" in approver.get(page(made)).content.decode()
    approver.post(page(made), {"verb": "enable", "missed": "on"})
    assert Delivery.objects.exclude(due_at=None).count() == 1
    assert "Forget City?" in approver.post(page(made), {"verb": "remove"}).content.decode()
    assert Subscriber.objects.exists(), "secret and log cannot be had back, so the desk asks first"
    approver.post(page(made), {"verb": "remove", "sure": "yes"})
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("address", [LIST, "/press-list/"])
def test_only_who_may_publish_comes_in(
    address: str, stranger: Client, editor: Client, annas_browser: Client, approver: Client
) -> None:
    assert [who.get(address).status_code for who in (stranger, editor, annas_browser, approver)] == [302, 403, 404, 200]
