"""Purge: have the caches in front of the press bucket forget what has changed, and tell the house's own hook."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils import timezone

from archive import addresses
from archive.models import Delivery
from archive.problems import Problem
from archive.publishing import answers
from workers import leases
from workers.deliveries.calling import CallFailed, Request, call, connected, exchange
from workers.deliveries.outcome import Outcome, patient_delay

log = structlog.get_logger(__name__)

_NOT_CACHED = frozenset({404, 412})  # what Varnish and nginx's module say of an address that they do not have
_SECONDS = 20.0
"""How long one row may take at one cache: enough for `archive.publishing.deliveries` to put so many keys into it."""


def prepare(row: Delivery) -> Callable[[], Outcome]:
    """What sends this purge, without looking into the record."""
    urls = [addresses.url_of(key) for key in row.payload.split("\n")]
    sends = [partial(_purge, cache, urls) for cache in settings.CDN_PURGE_URLS]
    if hook := settings.CDN_WEBHOOK_URL:
        sends.append(partial(_post, hook, urls))
    return partial(_send, sends)


def record(row: Delivery, outcome: Outcome) -> None:
    """A purge that is done leaves nothing behind; one that failed is tried again for three days."""
    now = timezone.now()
    if outcome.done:
        Delivery.objects.filter(pk=row.pk).delete()
        return
    Delivery.objects.filter(pk=row.pk).update(tried_at=now, answer=outcome.answer)
    delay = patient_delay(row.attempts, now - row.created_at)
    log.warning("purge_failed", delivery=row.tag, tries=row.attempts, answer=outcome.answer)
    if delay is None:
        leases.park(row, Problem.NOT_DELIVERED, outcome.answer)
    else:
        leases.retry_at(row, now + delay, Problem.NOT_DELIVERED, outcome.answer)


def _send(sends: Sequence[Callable[[], str]]) -> Outcome:
    """All at once, so that a cache that is down or slow keeps no other from forgetting."""
    with ThreadPoolExecutor(len(sends) or 1) as pool:
        failures = [answer for answer in pool.map(_tried, sends) if answer]
    return Outcome(done=not failures, answer=failures[0] if failures else "")


def _tried(send: Callable[[], str]) -> str:
    try:
        return send()
    except CallFailed as failed:
        return failed.key


def _purge(cache: str, urls: Sequence[str]) -> str:
    """`PURGE` each address at one cache; the first answer that is none, else an empty text."""
    left, until = list(urls), time.monotonic() + _SECONDS
    while left:
        with connected(cache, _anywhere, until - time.monotonic()) as connection:
            # Some caches keep the connection, and some close it after each.
            while left and connection.sock is not None:
                if answer := _purge_one(connection, cache, left.pop(0)):
                    return answer
    return ""


def _purge_one(connection: HTTPConnection, cache: str, url: str) -> str:
    parts = urlsplit(url)
    status = exchange(connection, Request("PURGE", f"{cache}{parts.path}", {"Host": parts.netloc, **_token()}))
    return "" if 200 <= status < 300 or status in _NOT_CACHED else answers.status_answer(status)


def _post(hook: str, urls: Sequence[str]) -> str:
    headers = {"Content-Type": "application/json", **_token()}
    status = call(Request("POST", hook, headers, json.dumps({"urls": urls}).encode()), _anywhere)
    return "" if 200 <= status < 300 else answers.status_answer(status)


def _token() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.CDN_TOKEN}"} if settings.CDN_TOKEN else {}


def _anywhere(_address: object) -> bool:
    """The operator chose the address; it is in the house's own network as often as not."""
    return True
