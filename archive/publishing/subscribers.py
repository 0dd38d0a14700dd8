"""Websites that are told by webhook: who they are, their secrets, and what is sent to them.

Secrets and signatures are those of the Standard Webhooks specification.
"""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import re
import secrets
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from standardwebhooks.webhooks import Webhook

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Cause, Delivery, DeliveryKind, Event, Subscriber
from archive.models.work import finished_work, fresh_work
from archive.problems import Problem
from archive.publishing.deliveries import announce_deliveries, payload_of

EVENTS = tuple(event.value for event in Event if event is not Event.TEST)
OFFICE_EVENTS = tuple(cause.value for cause in Cause)
"""What systems of the office may be told besides. It names releases before they are public."""
ROTATION = dt.timedelta(days=7)
"""How long the old secret signs beside the new one, unless somebody says otherwise."""
MAX_NAME, MAX_URL = 80, 500
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


class NotSubscribed(ArchiveError):
    """What was entered is no webhook that could work; the text says what to do, in the reader's language."""


def add_subscriber(name: str, url: str, events: Collection[str], by: Actor) -> Subscriber:
    """Add a website; its secret is in the row. Raises NotSubscribed."""
    columns = _checked(name, url, events)
    _refuse_twice(columns["name"])
    with transaction.atomic():
        subscriber = Subscriber.objects.create(**columns, secret=_make_secret())
        _record(Action.SUBSCRIBER_ADDED, subscriber, by, after=columns)
    return subscriber


def change_subscriber(subscriber: Subscriber, name: str, url: str, events: Collection[str], by: Actor) -> None:
    """Give a website another name, address or choice of events. Raises NotSubscribed."""
    columns = _checked(name, url, events)
    _refuse_twice(columns["name"], but=subscriber.pk)
    before = {key: getattr(subscriber, key) for key in columns}
    if before == columns:
        return
    with transaction.atomic():
        _write(subscriber, **columns)
        _record(Action.SUBSCRIBER_CHANGED, subscriber, by, before=before, after=columns)


@transaction.atomic
def rotate_secret(subscriber: Subscriber, by: Actor, overlap: dt.timedelta = ROTATION) -> str:
    """Give a website a new secret and return it. The old one signs beside it for the time of `overlap`."""
    secret, until = _make_secret(), timezone.now() + overlap
    old = {"old_secret": subscriber.secret, "old_secret_until": until} if overlap else {"old_secret": ""}
    _write(subscriber, secret=secret, **old)
    _record(Action.SECRET_ROTATED, subscriber, by, after={"old_secret_until": until.isoformat()} if overlap else {})
    return secret


@transaction.atomic
def disable_subscriber(subscriber: Subscriber, by: Actor, trouble: str = "") -> None:
    """Send nothing any more. What was waiting, and what happens meanwhile, is kept for a replay."""
    _write(subscriber, disabled_at=timezone.now(), trouble=trouble[:300])
    waiting = subscriber.deliveries.filter(delivered_at=None, due_at__isnull=False)
    waiting.update(**finished_work() | {"problem": Problem.SUBSCRIBER_DISABLED})
    _record(Action.SUBSCRIBER_DISABLED, subscriber, by, after={"trouble": trouble[:300]} if trouble else {})


@transaction.atomic
def enable_subscriber(subscriber: Subscriber, by: Actor, *, replay: bool = False) -> int:
    """Send again from now on; with `replay`, also what did not arrive. Returns how many of those are sent again."""
    _write(subscriber, disabled_at=None, trouble="")
    _record(Action.SUBSCRIBER_ENABLED, subscriber, by)
    return replay_deliveries(subscriber, by, list(undelivered(subscriber))) if replay else 0


@transaction.atomic
def remove_subscriber(subscriber: Subscriber, by: Actor) -> None:
    """Forget a website with its secret and its log."""
    _record(Action.SUBSCRIBER_REMOVED, subscriber, by, before={"url": subscriber.url})
    subscriber.delete()


@transaction.atomic
def send_test(subscriber: Subscriber, by: Actor) -> Delivery:
    """Send an event `test`, to a disabled website too: the answer tells whether to enable it."""
    delivery = Delivery.objects.create(
        kind=DeliveryKind.WEBHOOK,
        event=Event.TEST,
        subscriber=subscriber,
        payload=payload_of(Event.TEST, {"message": "A test from the desk."}),
        due_at=timezone.now(),
    )
    _record(Action.SUBSCRIBER_TESTED, subscriber, by)
    announce_deliveries([delivery])
    return delivery


@transaction.atomic
def replay_deliveries(subscriber: Subscriber, by: Actor, deliveries: Sequence[Delivery]) -> int:
    """Send deliveries again with the same id and body, whether they arrived or not; how many they are."""
    if deliveries:
        ids = [delivery.pk for delivery in deliveries]
        subscriber.deliveries.filter(pk__in=ids).update(**fresh_work(), delivered_at=None, created_at=timezone.now())
        _record(Action.DELIVERIES_REPLAYED, subscriber, by, after={"deliveries": len(ids)})
        announce_deliveries(deliveries)
    return len(deliveries)


def undelivered(subscriber: Subscriber) -> QuerySet[Delivery]:
    """What did not arrive and is not tried any more, but for tests."""
    return subscriber.deliveries.filter(delivered_at=None, due_at=None).exclude(event=Event.TEST)


def sign(subscriber: Subscriber, tag: str, at: dt.datetime, body: str) -> str:
    """The header `webhook-signature`: by the secret, and for a while by the one before it."""
    old_holds = subscriber.old_secret_until is not None and at < subscriber.old_secret_until
    keys = [subscriber.secret, subscriber.old_secret] if subscriber.old_secret and old_holds else [subscriber.secret]
    return " ".join(Webhook(key).sign(tag, at.astimezone(dt.UTC), body) for key in keys)


def _make_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _checked(name: str, url: str, events: Collection[str]) -> dict[str, object]:
    name, url = name.strip(), url.strip()
    if not name or len(name) > MAX_NAME:
        raise NotSubscribed(_("Give the website a name of at most %(n)d characters.") % {"n": MAX_NAME})
    _check_url(url)
    known = (*EVENTS, *OFFICE_EVENTS)
    chosen = [event for event in known if event in events]
    if not chosen or set(events) - set(known):
        raise NotSubscribed(_("Choose at least one of these events: %(events)s.") % {"events": ", ".join(known)})
    return {"name": name, "url": url, "events": chosen}


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise NotSubscribed(_("This is no web address. Enter it as https://www.example.org/path.")) from None
    host = parts.netloc.rpartition("@")[2]
    if len(url) > MAX_URL or not url.isascii() or not parts.hostname or any(c.isspace() for c in url):
        raise NotSubscribed(_("This is no web address. Enter it as https://www.example.org/path."))
    if "@" in parts.netloc or parts.fragment:
        raise NotSubscribed(_("Enter the address without a user name, password or “#”."))
    if not _HOST.fullmatch(host.removesuffix(f":{parts.port}")):
        raise NotSubscribed(_("This is no web address. Enter it as https://www.example.org/path."))
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_NETWORKS):
        raise NotSubscribed(_("Only addresses that begin with https:// are taken."))
    _check_literal(parts.hostname)


def _check_literal(host: str) -> None:
    """Say at once what sending would say later. A name is looked up when something is sent."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith(".localhost"):
            address = ipaddress.ip_address("127.0.0.1")
        else:
            return
    if not may_be_called(address):
        raise NotSubscribed(
            _("%(host)s is a private address. Your operator can allow your own network: BILDSTELLE_WEBHOOK_NETWORKS.")
            % {"host": host}
        )


def may_be_called(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether webhooks may go to this address: it is of the public Internet, or in a network that the house allows."""
    inner = _embedded(address)
    if any(inner in network for network in map(ipaddress.ip_network, settings.WEBHOOK_NETWORKS)):
        return True
    # The ranges of a site's own (fec0::/10) were given up, so that Python calls them global; some networks have them.
    own = isinstance(inner, ipaddress.IPv6Address) and inner.is_site_local
    special = inner.is_multicast or inner.is_reserved or inner.is_loopback or inner.is_link_local or own
    return inner.is_global and not special


def _embedded(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 address leads to, by mapping, NAT64 or 6to4; any other address as it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _refuse_twice(name: object, but: int | None = None) -> None:
    others = Subscriber.objects.exclude(pk=but) if but else Subscriber.objects.all()
    if others.filter(name=name).exists():
        raise NotSubscribed(_("There is a website named %(name)s already.") % {"name": name})


def _write(subscriber: Subscriber, **columns: object) -> None:
    for key, value in columns.items():
        setattr(subscriber, key, value)
    subscriber.save(update_fields=list(columns))


def _record(
    action: Action,
    subscriber: Subscriber,
    by: Actor,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    named = {"subscriber": subscriber.name}
    record(action, by, release_id=None, before=named | (before or {}), after=after)
