"""Websites that are told by webhook: what may be entered, secrets, signatures, and who decided it."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from archive.audit import OPERATOR, Action
from archive.models import Decision, Delivery, Event, Subscriber
from archive.publishing import subscribers
from archive.publishing.subscribers import NotSubscribed, add_subscriber, may_be_called, sign
from tests.factories import now

pytestmark = pytest.mark.django_db

URL = "https://example.org/hook"


def make(name: str = "Website", **fields: str) -> Subscriber:
    return add_subscriber(name, fields.get("url", URL), [Event.RELEASE_PUBLISHED], OPERATOR)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "ftp://example.org/", "http://example.org/hook", "https://", "https://a b.example/"),
        *("https://u:p@example.org/", "https://example.org/#x", "https://example.org:99999/", "https://exämple.org/"),
        *("https://localhost/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://[fe80::1]/"),
        *("https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", f"https://example.org/{'x' * 500}"),
    ],
)
def test_what_could_not_or_must_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(NotSubscribed):
        make(url=url)
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(("name", "events"), [("", ["release.published"]), ("A", []), ("A", ["release.eaten"])])
def test_a_website_has_a_name_and_events(name: str, events: list[str]) -> None:
    with pytest.raises(NotSubscribed):
        add_subscriber(name, URL, events, OPERATOR)


def test_a_name_is_given_once() -> None:
    make()
    with pytest.raises(NotSubscribed, match="Website"):
        make()


@pytest.mark.parametrize(
    ("address", "may"),
    [
        *(("93.184.216.34", True), ("2606:2800:220:1::1", True), ("10.20.3.4", True), ("::ffff:10.20.3.4", True)),
        *(("127.0.0.1", False), ("10.21.0.1", False), ("192.168.1.1", False), ("172.16.0.1", False)),
        *(("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False)),  # noqa: S104
        *(("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1", False), ("fd00::1", False)),
        *(("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("ff02::1", False)),
        *(
            ("fec0::1", False),
            ("::127.0.0.1", False),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
            ("192.0.2.1", False),
        ),
    ],
)
def test_only_public_addresses_and_the_houses_own_networks_are_called(
    settings: Settings, address: str, may: bool
) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    assert may_be_called(ipaddress.ip_address(address)) is may


def test_a_house_may_allow_its_own_network(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    assert make(url="http://10.20.0.1:8080/hook").url == "http://10.20.0.1:8080/hook"


def test_the_specifications_own_library_verifies_the_signature() -> None:
    subscriber = make()
    at = now()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
    signed = headers | {"webhook-signature": sign(subscriber, "msg_1", at, '{"a": "ü"}')}
    assert Webhook(subscriber.secret).verify('{"a": "ü"}', signed) == {"a": "ü"}
    with pytest.raises(WebhookVerificationError):
        Webhook(subscriber.secret).verify('{"a": "u"}', signed)


def test_the_specifications_test_vector() -> None:
    subscriber = Subscriber(secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = now().fromtimestamp(1614265330, tz=now().tzinfo)
    signature = sign(subscriber, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_old_and_new_secret_both_sign_for_a_while() -> None:
    subscriber = make()
    old = subscriber.secret
    new = subscribers.rotate_secret(subscriber, OPERATOR)
    subscriber.refresh_from_db()
    at = now()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
    both = headers | {"webhook-signature": sign(subscriber, "msg_1", at, "{}")}
    for secret in (old, new):
        Webhook(secret).verify("{}", both)
    later = sign(subscriber, "msg_1", now() + timedelta(days=8), "{}")
    assert len(later.split()) == 1
    subscribers.rotate_secret(subscriber, OPERATOR, timedelta())
    assert len(sign(subscriber, "msg_1", now(), "{}").split()) == 1


def test_a_replay_keeps_id_and_body() -> None:
    subscriber = make()
    row = subscribers.send_test(subscriber, OPERATOR)
    Delivery.objects.update(due_at=None, delivered_at=now(), attempts=3)
    assert subscribers.replay_deliveries(subscriber, OPERATOR, [row]) == 1
    again = Delivery.objects.get()
    assert (again.tag, again.payload, again.attempts, again.delivered_at) == (row.tag, row.payload, 0, None)
    assert again.due_at


def test_everything_is_audited_and_no_secret_is_in_it() -> None:
    subscriber = make()
    subscribers.change_subscriber(subscriber, "Website", URL + "/2", [Event.PHOTO_WITHDRAWN], OPERATOR)
    subscribers.change_subscriber(subscriber, "Website", URL + "/2", [Event.PHOTO_WITHDRAWN], OPERATOR)
    subscribers.rotate_secret(subscriber, OPERATOR)
    row = subscribers.send_test(subscriber, OPERATOR)
    subscribers.replay_deliveries(subscriber, OPERATOR, [row])
    subscribers.disable_subscriber(subscriber, OPERATOR)
    subscribers.enable_subscriber(subscriber, OPERATOR)
    subscribers.remove_subscriber(subscriber, OPERATOR)
    actions = Decision.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        Action.SUBSCRIBER_ADDED,
        Action.SUBSCRIBER_CHANGED,
        Action.SECRET_ROTATED,
        Action.SUBSCRIBER_TESTED,
        Action.DELIVERIES_REPLAYED,
        Action.SUBSCRIBER_DISABLED,
        Action.SUBSCRIBER_ENABLED,
        Action.SUBSCRIBER_REMOVED,
    ]
    assert "whsec_" not in str(list(Decision.objects.values_list("before", "after")))
    assert not Delivery.objects.exists()
