"""The receiver answers 200 only for what is recorded, and every telling of an upload is recorded once."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from archive.models import Photo, Receipt
from tests.factories import make_photographer, make_release
from tests.workers.intake.test_events import RECORD
from workers.intake.events import UploadEvent
from workers.intake.receive import receive


def post(body: bytes, token: str = "") -> Any:
    header = f"Bearer {token or settings.EVENTS_TOKEN}"
    return Client().post("/events/s3", body, content_type="application/json", headers={"Authorization": header})


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


@pytest.mark.django_db(transaction=True)
def test_each_event_five_times_shuffled_at_once_is_one_row_each() -> None:
    events = [UploadEvent(settings.BUCKET_INCOMING, f"p/r/{n}.jpg", 1, f"v{n}") for n in range(12)] * 5
    random.Random(7).shuffle(events)  # noqa: S311  (a shuffle, no secret)

    def tell(event: UploadEvent) -> bool:
        try:
            return receive(event)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tell, events)) == 12
    assert Receipt.objects.count() == Photo.objects.count() == 12
