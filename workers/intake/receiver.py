"""`POST /events/s3` takes the store's notifications, and answers 200 only once the Receipts are committed."""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.store.errors import StoreError
from workers.intake import sns
from workers.intake.events import UnreadableEvent, read_events
from workers.intake.notices import record_events
from workers.intake.pinned_page import PageNotFetched

log = structlog.get_logger(__name__)
MAX_BODY_BYTES = 1 << 20
_SNS_HEADER = "X-Amz-Sns-Message-Type"


class Unauthorised(Exception):
    """The sender neither shows the token nor may do without; the text says what is missing."""


_STATUS_OF: Mapping[type[Exception], tuple[int, str, str]] = {
    Unauthorised: (401, "", ""),
    RequestDataTooBig: (413, "", "more than 1 MiB"),
    UnreadableEvent: (400, "event_unreadable", ""),
    sns.SnsRefused: (403, "sns_refused", ""),
    StoreError: (503, "event_not_recorded", "the store is not available"),
    DatabaseError: (503, "event_not_recorded", "the record is not available"),
    PageNotFetched: (503, "event_not_recorded", "SNS is not available"),
}
"""Status, log line if any, and the sentence where it is not the error's own."""


@csrf_exempt
@require_POST
def s3_events(request: HttpRequest) -> HttpResponse:
    """Turn a notification into Receipts.

    The sender shows the token, as bearer or as the password of HTTP Basic; a message of SNS may be signed instead.
    200 with the number of new Receipts; 401 without a token, 403 for a message of SNS that is not believed, 413 over
    1 MiB, 400 with the reason for a body that cannot be read, 503 when record, store or AWS cannot be asked (the
    sender may try again; the sweep finds the upload anyway).
    """
    try:
        knows_token = _look_at_sender(request)
        if _is_too_long(request.headers.get("Content-Length") or "0"):
            raise RequestDataTooBig
        return JsonResponse(_take(request.read(MAX_BODY_BYTES + 1), knows_token=knows_token))
    except tuple(_STATUS_OF) as error:
        return _refusal(error)


def _look_at_sender(request: HttpRequest) -> bool:
    """Whether the sender shows the token. Raises Unauthorised, or SnsRefused, for who may not even send a body."""
    knows_token = _knows_token(request)
    if not knows_token and _SNS_HEADER not in request.headers:
        raise Unauthorised("missing or wrong token")
    if not knows_token and not settings.SNS_TOPICS:
        raise sns.SnsRefused(sns.NOT_SET_UP)
    return knows_token


def _take(body: bytes, *, knows_token: bool) -> dict[str, Any]:
    """Who knows the token may tell of uploads unsigned, but nobody subscribes us to a topic that is not ours."""
    message = sns.read_message(body)
    if message is None and not knows_token:
        raise Unauthorised("raw messages of SNS are not signed: turn raw delivery off, or put the token in the URL")
    if message and not (knows_token and message["Type"] == sns.NOTIFICATION):
        sns.verify(message)
        if message["Type"] != sns.NOTIFICATION:
            return _take_subscription(message)
    return {"received": record_events(read_events(body))}


def _take_subscription(message: Mapping[str, Any]) -> dict[str, Any]:
    if message["Type"] == sns.CONFIRMATION:
        sns.confirm(message)
        return {"subscribed": message["TopicArn"]}
    log.warning("sns_unsubscribed", topic=message["TopicArn"])
    return {"unsubscribed": message["TopicArn"]}


def _refusal(error: Exception) -> HttpResponse:
    status, logged, sentence = _STATUS_OF[next(kind for kind in _STATUS_OF if isinstance(error, kind))]
    if logged:
        log.log(logging.ERROR if status == 503 else logging.WARNING, logged, reason=str(error))
    answer = JsonResponse({"error": sentence or str(error)}, status=status)
    if status == 401:
        # SNS shows a password only to who asks for one.
        answer["WWW-Authenticate"] = 'Basic realm="events", Bearer'
    return answer


def _is_too_long(length: str) -> bool:
    """A length that is no number counts as too long."""
    return not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY_BYTES


def _knows_token(request: HttpRequest) -> bool:
    given = _given_token(request.headers.get("Authorization", ""))
    return secrets.compare_digest(given.encode(), settings.EVENTS_TOKEN.encode())


def _given_token(header: str) -> str:
    """The bearer token, or the password of HTTP Basic beside any name."""
    scheme, _space, value = header.partition(" ")
    if scheme.lower() != "basic":
        return header.removeprefix("Bearer ").strip()
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
