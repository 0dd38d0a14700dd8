"""SNS over HTTPS: messages are believed by their signature, and a subscription is confirmed once.

    read_message    the envelope, or None for a body that is no message of SNS
    verify          its topic is ours, it is recent, and AWS signed it
    confirm         ask SNS to begin sending

    SnsRefused      a message that we do not believe
    PageNotFetched  AWS could not be asked; SNS sends again

SNS sends no bearer token. Its certificate and the page that confirms are fetched only from the SNS of the topic's own
region, by a topic that the operator named (`BILDSTELLE_SNS_TOPICS`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from workers.intake import pinned_page
from workers.intake.events import UnreadableEvent, checked_text
from workers.intake.pinned_page import PageNotFetched

log = structlog.get_logger(__name__)

NOTIFICATION, CONFIRMATION, FAREWELL = "Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"
NOT_SET_UP = "SNS is not set up here: name the topic's ARN in BILDSTELLE_SNS_TOPICS"
_SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    **dict.fromkeys(
        (CONFIRMATION, FAREWELL),
        ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}
_DIGESTS: Mapping[str, type[hashes.HashAlgorithm]] = {"1": hashes.SHA1, "2": hashes.SHA256}
_SUFFIXES = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}  # China; the European Sovereign Cloud
_MAX_AGE = timedelta(minutes=65)  # SNS tries again for an hour
_MAX_AHEAD = timedelta(minutes=5)  # clocks differ
_REMEMBER = 7200  # seconds; longer than a confirmation is believed


class SnsRefused(Exception):
    """The message is not from a topic of ours, too old, or not signed by AWS."""


def read_message(body: bytes) -> dict[str, Any] | None:
    """A message of SNS, still unbelieved; None for another body, which `read_events` may be able to read."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(message, dict) and isinstance(message.get("Type"), str) and message["Type"] in _SIGNED
    return message if is_one else None


def verify(message: Mapping[str, Any]) -> None:
    """Raises SnsRefused, UnreadableEvent where a field is garbled, PageNotFetched where AWS does not answer."""
    if not settings.SNS_TOPICS:
        raise SnsRefused(NOT_SET_UP)
    topic = _field(message, "TopicArn")
    if topic not in settings.SNS_TOPICS:
        raise SnsRefused(f"the topic {topic[:300]} is not named in BILDSTELLE_SNS_TOPICS")
    _refuse_old(_field(message, "Timestamp"))
    _refuse_unsigned(message, topic)


def confirm(message: Mapping[str, Any]) -> None:
    """Confirm a verified subscription, once. Raises SnsRefused for an address that does not, PageNotFetched."""
    url, topic = _field(message, "SubscribeURL"), _field(message, "TopicArn")
    if not pinned_page.is_at(url, _host(topic), r"/\?[!-~]*Action=ConfirmSubscription[!-~]*"):
        raise SnsRefused(f"SubscribeURL is no address of {_host(topic)} that confirms a subscription")
    once = f"sns:{_field(message, 'MessageId')[:100]}"
    if not cache.add(once, True, _REMEMBER):
        return
    try:
        pinned_page.fetch(url)
    except PageNotFetched:
        cache.delete(once)
        raise
    log.info("sns_subscribed", topic=topic)


def _field(message: Mapping[str, Any], name: str) -> str:
    return checked_text(name, message.get(name))


def _refuse_old(timestamp: str) -> None:
    try:
        sent = datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise UnreadableEvent(f"Timestamp is no time: {timestamp[:100]}") from error
    age = timezone.now() - (sent if sent.tzinfo else sent.replace(tzinfo=UTC))
    if not -_MAX_AHEAD <= age <= _MAX_AGE:
        raise SnsRefused(f"the message is of {timestamp[:100]}; only those of the last hour are taken")


def _refuse_unsigned(message: Mapping[str, Any], topic: str) -> None:
    digest = _DIGESTS.get(_field(message, "SignatureVersion"))
    if digest is None:
        raise SnsRefused("SignatureVersion must be 1 or 2")
    url = _field(message, "SigningCertURL")
    if not pinned_page.is_at(url, _host(topic), r"/[A-Za-z0-9._-]+\.pem"):
        raise SnsRefused(f"SigningCertURL is no certificate of {_host(topic)}")
    try:
        signature = base64.b64decode(_field(message, "Signature"), validate=True)
        _public_key(url).verify(signature, _signed_text(message).encode(), PKCS1v15(), digest())
    except (InvalidSignature, ValueError) as error:
        if isinstance(error, UnreadableEvent):
            raise
        raise SnsRefused("the signature is not AWS's") from error


def _signed_text(message: Mapping[str, Any]) -> str:
    """What AWS signs: names and values, a line each, in this order; an absent subject is left out."""
    names = [name for name in _SIGNED[message["Type"]] if name != "Subject" or message.get(name) is not None]
    return "".join(f"{name}\n{_field(message, name)}\n" for name in names)


@lru_cache(maxsize=16)
def _public_key(url: str) -> RSAPublicKey:
    """The key of AWS's certificate. Raises PageNotFetched, ValueError for what is no valid certificate."""
    certificate = x509.load_pem_x509_certificate(pinned_page.fetch(url))
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    if not certificate.not_valid_before_utc <= timezone.now() <= certificate.not_valid_after_utc:
        raise ValueError("the certificate is not valid at this time")
    return key


def _host(topic: str) -> str:
    """The SNS of a topic's region, by its ARN `arn:<partition>:sns:<region>:<account>:<name>`."""
    _arn, partition, _sns, region, *_name = topic.split(":")
    return f"sns.{region}.{_SUFFIXES.get(partition, 'amazonaws.com')}"
