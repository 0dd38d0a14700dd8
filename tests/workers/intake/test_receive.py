"""Receiving: an upload seen is one receipt and one photo, however often and in whatever order it is told."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from archive import addresses
from archive.models import Attachment, Batch, Photo, Receipt
from pipelines.names import attachment_name
from tests.factories import make_photographer, make_release
from workers.intake.events import UploadEvent
from workers.intake.receive import receive, version_mark
from workers.metrics import registry


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


@pytest.mark.django_db
def test_an_upload_without_a_version_is_known_by_etag_and_size() -> None:
    event = UploadEvent(settings.BUCKET_INCOMING, "anna/fest/a.jpg", 7, "", "e1")
    assert version_mark(event) == "etag:e1:7"
    assert [receive(event), receive(event)] == [True, False]
    assert receive(UploadEvent(settings.BUCKET_INCOMING, "anna/fest/a.jpg", 7, "", "e2"))


@pytest.mark.django_db
def test_what_lies_beside_photos_is_counted_and_no_photo() -> None:
    before = registry().get_sample_value("bildstelle_uploads_ignored_total") or 0
    event = UploadEvent(settings.BUCKET_INCOMING, "anna/fest/.DS_Store", 6148, "v1")
    assert [receive(event), receive(event)] == [True, False]
    assert registry().get_sample_value("bildstelle_uploads_ignored_total") == before + 1
    assert (Receipt.objects.get().photo, Photo.objects.count(), Batch.objects.count()) == (None, 0, 0)


@pytest.mark.django_db
def test_a_known_photographer_and_release_share_one_batch() -> None:
    anna, fest = make_photographer("Anna"), make_release()
    for name in ("a.jpg", "card 2/a.jpg"):
        receive(UploadEvent(settings.BUCKET_INCOMING, f"{anna.slug}/{fest.slug}/{name}", 1, name))
    receive(UploadEvent(settings.BUCKET_INCOMING, f"somebody/{fest.slug}/a.jpg", 1, "v"))
    batch = fest.batches.get()
    assert (batch.photographer, batch.photos.count()) == (anna, 2)
    assert Photo.objects.get(release__slug="_unsorted").batch.photographer is None, "a claim without a proof"
    assert set(Photo.objects.values_list("state", flat=True)) == {"received"}
    assert not Photo.objects.filter(due_at=None).exists()


@pytest.mark.django_db
def test_a_name_that_comes_for_the_first_time_is_not_compared(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Two thousand uploads in half a minute are received beside all other work."""
    make_release(slug="fest")
    make_photographer(slug="anna")
    first, second = (UploadEvent("incoming", f"anna/fest/{n}.jpg", 9, "v", "e") for n in range(2))
    receive(first)
    with django_assert_max_num_queries(14):
        receive(second)


@pytest.mark.django_db
def test_an_overlong_name_keeps_its_end() -> None:
    """Odd characters are shown as six others each: what is cut off must not be what says how the file is published."""
    receive(UploadEvent(settings.BUCKET_INCOMING, f"anna/fest/{chr(0x202E) * 300}.PDF", 9, "v1"))
    [attachment] = Attachment.objects.all()
    assert addresses.attachment_key(attachment.pk, "a" * 64, attachment_name(attachment.filename)).endswith(".pdf")
