"""The receiver answers 200 only for what is recorded, and every telling of an upload is recorded once."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from archive.models import Photo, Receipt
from tests.factories import make_photographer, make_release
from tests.workers.intake.sns_signer import SUBSCRIBE_URL, TOPIC, Signer
from tests.workers.intake.test_events import RECORD
from workers.intake import pinned_page
from workers.intake.pinned_page import PageNotFetched


def post(body: bytes, token: str = "") -> Any:
    header = f"Bearer {token or settings.EVENTS_TOKEN}"
    return Client().post("/events/s3", body, content_type="application/json", headers={"Authorization": header})


@pytest.fixture(autouse=True)
def _store(made_buckets: None) -> None:
    """The bucket in which keys in doubt are looked up."""


def told(key: str, version: str = "v1", **facts: object) -> bytes:
    record = json.loads(json.dumps(RECORD))
    record["s3"]["bucket"]["name"] = settings.BUCKET_INCOMING
    record["s3"]["object"] |= {"key": key, "versionId": version, **facts}
    return json.dumps({"Records": [record]}).encode()


@pytest.mark.django_db
def test_an_upload_becomes_a_receipt_and_a_photo_at_its_place() -> None:
    anna, fest = make_photographer("Anna"), make_release()
    answer = post(told(f"{anna.slug}/{fest.slug}/card+1/DSC_0001.JPG"))
    assert (answer.status_code, answer.json()) == (200, {"received": 1})
    photo = Photo.objects.get()
    assert (photo.release, photo.batch.photographer, photo.filename) == (fest, anna, "DSC_0001.JPG")
    assert (photo.state, photo.original) == ("received", None)
    assert Receipt.objects.get().photo == photo


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["stray.jpg", "nobody/nothing/a.jpg", "a//b", "x/..%2f..%2fetc/p", "<script>/y/z.jpg"])
def test_strays_go_to_the_unsorted_release_never_nowhere(key: str) -> None:
    make_release()
    assert post(told(key)).json() == {"received": 1}
    assert Photo.objects.get().release.slug == "_unsorted"


@pytest.mark.django_db
def test_wrong_tokens_bodies_and_sizes() -> None:
    assert post(told("a/b/c.jpg"), token="wrong").status_code == 401
    assert Client().post("/events/s3", b"{}", content_type="application/json").status_code == 401
    refused = post(b"not json")
    assert refused.status_code == 400
    assert "JSON" in refused.json()["error"]
    assert post(b" " * ((1 << 20) + 1)).status_code == 413
    assert Client().get("/events/s3").status_code == 405
    assert not Receipt.objects.exists()


@pytest.mark.django_db
def test_other_buckets_are_none_of_our_business() -> None:
    body = told("a/b/c.jpg").replace(settings.BUCKET_INCOMING.encode(), b"elsewhere")
    assert post(body).json() == {"received": 0}


@pytest.mark.django_db
def test_two_uploads_under_one_name_are_two_photos() -> None:
    post(told("a/b/c.jpg", "v1"))
    post(told("a/b/c.jpg", "v2", eTag="other bytes"))
    assert Photo.objects.count() == Receipt.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [b'"key": "\\ud83d.jpg"', b'"size": Infinity', b'"size": -1', b'"size": 1e30'])
def test_values_that_no_upload_has_are_400_with_the_reason(broken: bytes) -> None:
    body = told("a/b/c.jpg").replace(b'"sequencer"', broken + b', "sequencer"')
    refused = post(body)
    assert refused.status_code == 400
    assert refused.json()["error"]
    assert not Receipt.objects.exists()


@pytest.mark.django_db
def test_a_key_in_doubt_is_503_while_the_store_is_away(settings: Settings) -> None:
    settings.S3_ENDPOINT = "http://127.0.0.1:9"
    assert post(told("a/b/raw+plus.jpg")).status_code == 503
    assert not Receipt.objects.exists()
    assert post(told("a/b/plain.jpg")).json() == {"received": 1}


def post_unknown(body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post("/events/s3", content, content_type="text/plain; charset=UTF-8", headers=headers)


@pytest.mark.django_db
def test_the_token_is_taken_as_password_of_http_basic_too() -> None:
    for password, status in ((settings.EVENTS_TOKEN, 200), ("wrong", 401), ("", 401)):
        shown = base64.b64encode(f"sns:{password}".encode()).decode()
        assert post_unknown(told("a/b/c.jpg"), Authorization=f"Basic {shown}").status_code == status
    assert post_unknown(told("a/b/c.jpg"), Authorization="Basic !").status_code == 401
    answer = post_unknown(told("a/b/c.jpg"))
    assert answer.headers["WWW-Authenticate"].startswith("Basic"), "SNS shows its password only when asked"


@pytest.mark.django_db
def test_sns_without_topics_is_refused_in_a_sentence() -> None:
    answer = post_unknown(b"{}", **{"X-Amz-Sns-Message-Type": "Notification"})
    assert (answer.status_code, "BILDSTELLE_SNS_TOPICS" in answer.json()["error"]) == (403, True)
    confirmation = {"Type": "SubscriptionConfirmation", "TopicArn": TOPIC, "SubscribeURL": "http://127.0.0.1/"}
    answer = post(json.dumps(confirmation).encode())
    assert (answer.status_code, "BILDSTELLE_SNS_TOPICS" in answer.json()["error"]) == (403, True)


@pytest.mark.django_db
def test_sns_subscribes_tells_and_leaves(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SNS_TOPICS, signer = [TOPIC], Signer()
    pages = {SUBSCRIBE_URL: b"<ok/>"}
    monkeypatch.setattr(pinned_page, "fetch", lambda url: pages[url] if url in pages else away(url))

    def sent(kind: str, **fields: str) -> Any:
        message = signer.message(kind, version="2", **fields)
        answer = post_unknown(message, **{"X-Amz-Sns-Message-Type": kind})
        return answer.status_code, answer.json()

    assert sent("SubscriptionConfirmation")[0] == 503, "SNS sends again when AWS's certificate was not to be had"
    pages[signer.url] = signer.pem
    assert sent("SubscriptionConfirmation") == (200, {"subscribed": TOPIC})
    assert sent("Notification", Message=told("a/b/c.jpg").decode()) == (200, {"received": 1})
    assert sent("Notification", Message=told("a/b/c.jpg").decode()) == (200, {"received": 0})
    assert sent("Notification", Message=json.dumps({"Event": "s3:TestEvent"})) == (200, {"received": 0})
    assert sent("Notification", Message="no JSON")[0] == 400
    assert sent("Notification", TopicArn=f"{TOPIC}-of-others")[0] == 403
    assert sent("UnsubscribeConfirmation") == (200, {"unsubscribed": TOPIC})
    raw = post_unknown(told("a/b/d.jpg"), **{"X-Amz-Sns-Message-Type": "Notification"})
    assert raw.status_code == 401, "raw delivery is not signed"
    assert Receipt.objects.count() == 1


def away(url: str) -> bytes:
    raise PageNotFetched(url)
