"""Batches of a listing: whole folders, ranges without a gap, and a store out of order is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from archive.store.buckets import Bucket, archive
from archive.store.errors import StoreDown
from archive.store.listing import StoredObject
from workers.upkeep import listed_folders
from workers.upkeep.listed_folders import BY_PHOTO, batches

IDS = [f"{letter * 12}" for letter in "0bz"]


def test_batches_end_between_folders_and_cover_every_id(buckets: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_folders, "_BATCH", 2)
    keys = [f"sealed/{photo_id}/{seal}/800.jpg" for photo_id in IDS for seal in ("a", "b", "c")]
    strange = "sealed/UPPER and short/x"
    for key in (*keys, strange):
        archive().put(key, b"x", "image/jpeg")
    found = list(batches(archive(), "sealed/", "", BY_PHOTO))
    assert [(batch.after, batch.last) for batch in found] == [("", IDS[0]), (IDS[0], IDS[1]), (IDS[1], "")]
    assert sorted(stored.key for batch in found for stored in batch.objects) == sorted([*keys, strange])
    assert found[0].rows("pk") == {"pk__gt": "", "pk__lte": IDS[0]}
    assert found[2].rows("pk") == {"pk__gt": IDS[1]}
    resumed = list(batches(archive(), "sealed/", IDS[0], BY_PHOTO))
    assert [stored.key for batch in resumed for stored in batch.objects if stored.key != strange] == keys[3:]


def test_an_empty_bucket_is_one_batch_over_everything(buckets: None) -> None:
    (batch,) = batches(archive(), "sealed/", "", BY_PHOTO)
    assert (batch.after, batch.last, batch.objects) == ("", "", ())


def test_a_store_out_of_order_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def disorderly(_bucket: Bucket, root: str, _after: str = "") -> Iterator[StoredObject]:
        for photo_id in reversed(IDS):
            yield StoredObject(f"{root}{photo_id}/x", "", 1, "", timezone.now())

    monkeypatch.setattr(Bucket, "objects", disorderly)
    with pytest.raises(StoreDown, match="is listed after"):
        list(batches(archive(), "sealed/", "", BY_PHOTO))
