"""The receiver answers 200 only for what is recorded, and every telling of an upload is recorded once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from archive.models import Photo, Receipt
from tests.factories import make_photographer, make_release
from tests.workers.intake.test_events import RECORD


def post(body: bytes, token: str = "") -> Any:
    header = f"Bearer {token or settings.EVENTS_TOKEN}"
    return Client().post("/events/s3", body, content_type="application/json", headers={"Authorization": header})


@pytest.fixture(autouse=True)
def _store(made_buckets: None) -> None:
    """The bucket in which keys in doubt are looked up."""


def told(key: str, version: str = "v1") -> bytes:
    record = json.loads(json.dumps(RECORD))
    record["s3"]["bucket"]["name"] = settings.BUCKET_INCOMING
    record["s3"]["object"] |= {"key": key, "versionId": version}
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
    post(told("a/b/c.jpg", "v2"))
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
