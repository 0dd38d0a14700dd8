"""A message of SNS is believed by its signature, its topic and its age, and by nothing it says of itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.workers.intake.sns_signer import HOST, SUBSCRIBE_URL, TOPIC, Signer
from workers.intake import pinned_page, sns
from workers.intake.events import UnreadableEvent
from workers.intake.pinned_page import PageNotFetched

pytestmark = pytest.mark.django_db
KINDS = ("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation")


class Pages:
    """What AWS has at which address, and what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.pages:
            raise PageNotFetched(url)
        return self.pages[url]

    def signer(self, **options: Any) -> Signer:
        made = Signer(**options)
        self.pages[made.url] = made.pem
        return made


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Pages:
    """AWS, and a desk that takes its topic."""
    pages = Pages()
    monkeypatch.setattr(pinned_page, "fetch", pages.fetch)
    settings.SNS_TOPICS = [TOPIC]
    cache.clear()
    return pages


@pytest.fixture(scope="module")
def one_signer() -> Signer:
    """Making a key takes long."""
    return Signer()


@pytest.fixture
def signer(aws: Pages, one_signer: Signer) -> Signer:
    aws.pages[one_signer.url] = one_signer.pem
    return one_signer


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_aws_signed_is_believed(signer: Signer, kind: str, version: str) -> None:
    sns.verify(signer.message(kind, version=version))
    sns.verify(signer.message(kind, version=version, Subject="Amazon S3 Notification", Message="Grüße\n\n"))


def test_the_certificate_is_fetched_once(aws: Pages) -> None:
    signer = aws.signer()
    for _message in range(3):
        sns.verify(signer.message())
    assert aws.asked == [signer.url]


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type", "Signature"])
def test_any_change_breaks_the_signature(signer: Signer, settings: Settings, name: str) -> None:
    changed = {
        "Timestamp": timezone.now().isoformat(),
        "TopicArn": f"{TOPIC}-2",
        "Type": "UnsubscribeConfirmation",
        "Signature": "AAAA",
    }
    settings.SNS_TOPICS = [TOPIC, f"{TOPIC}-2"]
    message = signer.message(Subject="s", Token="t", SubscribeURL="u")
    with pytest.raises(sns.SnsRefused, match="signature"):
        sns.verify(message | {name: changed.get(name, "x")})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"TopicArn": "arn:aws:sns:eu-central-1:666:uploads"}, "not named in BILDSTELLE_SNS_TOPICS"),
        ({"Timestamp": (timezone.now() - timedelta(hours=2)).isoformat()}, "last hour"),
        ({"Timestamp": (timezone.now() + timedelta(hours=2)).isoformat()}, "last hour"),
        ({"SignatureVersion": "3"}, "1 or 2"),
        ({"SignatureVersion": "2"}, "signature"),
        *(
            ({"SigningCertURL": url}, "no certificate of sns.eu-central-1.amazonaws.com")
            for url in (
                "http://sns.eu-central-1.amazonaws.com/a.pem",
                "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem",
                "https://evil.example/sns.eu-central-1.amazonaws.com/a.pem",
                "https://sns.eu-central-1.amazonaws.com@evil.example/a.pem",
                "https://sns.eu-central-1.amazonaws.com:444/a.pem",
                "https://sns.us-east-1.amazonaws.com/a.pem",
                "https://uploads.s3.eu-central-1.amazonaws.com/a.pem",
                f"{HOST}/a.pem/../b",
                f"{HOST}/x/a.pem",
                f"{HOST}/a.pem\n",
                "https://[::1",
                "file:///etc/ssl/a.pem",
            )
        ),
    ],
)
def test_what_is_not_ours_is_refused_before_anything_is_fetched(
    aws: Pages, one_signer: Signer, fields: dict[str, str], reason: str
) -> None:
    aws.pages[one_signer.url] = one_signer.pem
    sns._public_key.cache_clear()
    with pytest.raises(sns.SnsRefused, match=reason):
        sns.verify(one_signer.message() | fields)
    assert aws.asked in ([], [one_signer.url])


@pytest.mark.parametrize(
    "fields",
    [{"Timestamp": "yesterday"}, {"TopicArn": 7}, {"Signature": None}, {"Message": "\ud83d"}, {"MessageId": []}],
)
def test_garbled_fields_are_unreadable(signer: Signer, fields: dict[str, Any]) -> None:
    with pytest.raises(UnreadableEvent):
        sns.verify(signer.message() | fields)


def test_a_certificate_that_ended_or_is_none_signs_nothing(aws: Pages) -> None:
    ended, none = aws.signer(valid=timedelta(days=-1)), aws.signer()
    aws.pages[none.url] = b"<html>"
    for signer in (ended, none):
        with pytest.raises(sns.SnsRefused, match="signature"):
            sns.verify(signer.message())


def test_without_topics_nothing_is_believed(signer: Signer, settings: Settings) -> None:
    settings.SNS_TOPICS = []
    with pytest.raises(sns.SnsRefused, match="BILDSTELLE_SNS_TOPICS"):
        sns.verify(signer.message())


@pytest.mark.parametrize(
    ("partition", "region", "suffix"),
    [
        ("aws-cn", "cn-north-1", "amazonaws.com.cn"),
        ("aws-eusc", "eusc-de-east-1", "amazonaws.eu"),
        ("aws-us-gov", "us-gov-west-1", "amazonaws.com"),
    ],
)
def test_clouds_of_their_own_have_hosts_of_their_own(
    aws: Pages, one_signer: Signer, settings: Settings, partition: str, region: str, suffix: str
) -> None:
    topic = TOPIC.replace("arn:aws:", f"arn:{partition}:").replace("eu-central-1", region)
    url = f"https://sns.{region}.{suffix}/a.pem"
    settings.SNS_TOPICS, aws.pages[url] = [topic], one_signer.pem
    sns.verify(one_signer.message(TopicArn=topic, SigningCertURL=url))


def test_a_subscription_is_confirmed_once_and_again_where_aws_was_away(aws: Pages, one_signer: Signer) -> None:
    message = one_signer.message("SubscriptionConfirmation")
    with pytest.raises(PageNotFetched):
        sns.confirm(message)
    aws.pages[SUBSCRIBE_URL] = b"<ConfirmSubscriptionResponse/>"
    for _time in range(3):
        sns.confirm(message)
    assert aws.asked == [SUBSCRIBE_URL] * 2


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/?Action=ConfirmSubscription",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
        f"{HOST}/?Action=Publish",
        f"{HOST}/other?Action=ConfirmSubscription",
    ],
)
def test_only_the_topics_own_sns_is_asked_to_subscribe(aws: Pages, one_signer: Signer, url: str) -> None:
    with pytest.raises(sns.SnsRefused):
        sns.confirm(one_signer.message("SubscriptionConfirmation", SubscribeURL=url))
    assert aws.asked == []


@pytest.mark.parametrize("body", [b"", b"[]", b'{"Records": []}', b'{"Type": ["Notification"]}', b"[" * 100_000])
def test_other_bodies_are_no_messages(body: bytes) -> None:
    assert sns.read_message(body) is None


def test_a_message_is_read_as_it_was_sent(one_signer: Signer) -> None:
    message = one_signer.message()
    assert sns.read_message(json.dumps(message).encode()) == message
