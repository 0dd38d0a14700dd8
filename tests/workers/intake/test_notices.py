"""A notice is believed where its key is beyond doubt; else the store is asked what it lists."""

from __future__ import annotations

import pytest
from django.conf import settings

from archive.models import Receipt
from archive.store.buckets import Bucket, incoming
from archive.store.errors import StoreDown
from tests.factories import make_photographer, make_release
from workers.intake.events import UploadEvent
from workers.intake.notices import record_events, stored_event
from workers.upkeep.sweep import sweep_open

pytestmark = pytest.mark.django_db


def told(key: str, raw_key: str = "", version: str = "") -> UploadEvent:
    return UploadEvent(settings.BUCKET_INCOMING, key, 1024, version, "abc", raw_key=raw_key)


@pytest.mark.parametrize("name", ["raw+plus.jpg", "raw plus.jpg"])
def test_the_spelling_that_the_store_lists_is_taken(buckets: None, name: str) -> None:
    folder = f"{make_photographer().slug}/{make_release().slug}"
    incoming().put(f"{folder}/{name}", b"x", "image/jpeg")
    assert record_events([told(f"{folder}/raw plus.jpg", f"{folder}/raw+plus.jpg")]) == 1
    stored = incoming().head(f"{folder}/{name}")
    assert stored
    receipt = Receipt.objects.get()
    assert (receipt.key, receipt.version_id, receipt.size) == (stored.key, stored.version, 1)
    assert sweep_open() == 0, "the sweep finds the same upload"


def test_of_two_uploads_the_version_decides(buckets: None) -> None:
    for key in ("a b.jpg", "a+b.jpg"):
        incoming().put(key, key.encode(), "image/jpeg")
    raw = incoming().head("a+b.jpg")
    assert raw
    found = stored_event(told("a b.jpg", "a+b.jpg", raw.version))
    assert found
    assert (found.key, found.version) == ("a+b.jpg", raw.version)


def test_a_key_that_was_encoded_twice_is_found(buckets: None) -> None:
    folder = f"{make_photographer().slug}/{make_release().slug}"
    incoming().put(f"{folder}/Bürger 1.jpg", b"x", "image/jpeg")
    twice = f"{folder}/B%C3%BCrger%201.jpg"
    assert record_events([told(twice, twice.replace("%", "%25"))]) == 1
    assert Receipt.objects.get().key == f"{folder}/Bürger 1.jpg"


def test_where_neither_is_there_the_usual_spelling_is_believed(buckets: None) -> None:
    event = told("a b.jpg", "a+b.jpg")
    assert stored_event(event) is event


def test_a_garbled_key_makes_no_ghost_and_the_sweep_finds_its_upload(buckets: None) -> None:
    folder = f"{make_photographer().slug}/{make_release().slug}"
    incoming().put(f"{folder}/bell\x07.jpg", b"x", "image/jpeg")
    assert record_events([told(f"{folder}/bell\ufffd.jpg")]) == 0
    assert sweep_open() == 1
    assert Receipt.objects.get().key == f"{folder}/bell\x07.jpg"


def test_a_key_that_really_holds_the_replacement_character_is_taken(buckets: None) -> None:
    incoming().put("a/b/\ufffd.jpg", b"x", "image/jpeg")
    assert record_events([told("a/b/\ufffd.jpg")]) == 1


def test_a_key_beyond_doubt_costs_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreDown("the store is away")

    monkeypatch.setattr(Bucket, "head", fail)
    assert record_events([told("a/b/c.jpg", version="v1")]) == 1
    with pytest.raises(StoreDown):
        record_events([told("a b.jpg", "a+b.jpg")])
    assert Receipt.objects.count() == 1
