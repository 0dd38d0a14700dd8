"""A signed form that is posted again and again is one photo, one look at its bytes, and in the end one version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction

from archive.models import Attachment, Batch, Photo, Receipt
from archive.models.work import hold
from archive.releases.lifecycle import unsorted
from archive.releases.unsorted import join
from archive.states import PhotoState
from tests.factories import make_photo, make_photographer, make_receipt, make_release
from workers.intake import repeats
from workers.intake.events import UploadEvent
from workers.intake.receive import receive


def told(version: str, *, etag: str = "e", size: int = 5, path: str = "anna/fest/a.jpg") -> Receipt:
    receive(UploadEvent(settings.BUCKET_INCOMING, path, size, version, etag))
    return Receipt.objects.get(key=path, version=version)


@pytest.mark.django_db(transaction=True)
def test_a_form_posted_eight_times_at_once_is_one_photo() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")

    def tell(n: int) -> None:
        try:
            told(f"v{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, range(8)))
    photo = Photo.objects.get()
    assert photo.receipts.count() == 8
    assert photo.receipts.filter(joined=True).count() == 7


@pytest.mark.django_db
def test_other_bytes_another_name_and_what_is_gone_are_no_repeats() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    first = told("1")
    assert told("2").photo == first.photo
    others = [told("3", etag="f"), told("4", size=6), told("5", path="anna/fest/b.jpg"), told("6", etag="")]
    assert Photo.objects.count() == 5
    assert not any(one.joined for one in others)
    assert not told("7", etag="").joined, "nothing tells what it holds"
    Receipt.objects.filter(photo=first.photo).update(missing_at=first.seen_at)
    assert not told("8").joined, "it may be what is missing"


@pytest.mark.django_db
def test_a_repeat_shares_what_the_earlier_one_became() -> None:
    make_photographer("Anna", slug="anna")
    fest = make_release(slug="fest")
    film = told("1", path="anna/fest/a.mp4")
    assert told("2", path="anna/fest/a.mp4").attachment == film.attachment == Attachment.objects.get()
    Batch.objects.update(look_at=None)
    told("3", path="anna/fest/a.mp4")
    assert Batch.objects.get().look_at is None, "a batch comes to rest whatever is posted again"
    card = told("1", path="anna/fest/a.zip")
    Receipt.objects.filter(pk=card.pk).update(photo=None, unpacked_at=card.seen_at)
    assert told("2", path="anna/fest/a.zip").unpacked_at == card.seen_at
    assert fest.attachments.count() == 1


@pytest.mark.django_db
def test_an_upload_that_now_leads_elsewhere_is_no_repeat() -> None:
    stray, card = told("1"), told("1", path="anna/fest/a.zip")
    Receipt.objects.filter(pk=card.pk).update(photo=None, unpacked_at=card.seen_at)
    make_photographer("Anna", slug="anna")
    fest = make_release(slug="fest")
    assert stray.photo
    assert stray.photo.release == unsorted()
    again = told("2").photo
    assert again
    assert again.release == fest
    assert not told("2", path="anna/fest/a.zip").unpacked_at, "its photos are among the unsorted"


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_about_to_go_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the earlier upload and joining its photo, that photo may join another."""
    make_photographer("Anna", slug="anna")
    fest = make_release(slug="fest")
    twin, first = make_photo(fest), told("1")
    meets: list[Photo] = []

    def join_first(row: Photo) -> bool:
        if not meets:
            meets.append(row)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(join_and_close, row.pk).result()
        return hold(row)

    def join_and_close(pk: str) -> None:
        join(Photo.objects.get(pk=pk), twin)
        connection.close()

    monkeypatch.setattr(repeats, "hold", join_first)
    again = told("2")
    assert len(meets) == 1
    assert (again.photo, again.joined) == (twin, True)
    assert not Photo.objects.filter(pk=first.photo_id).exists()


@pytest.mark.django_db
def test_of_two_at_once_the_smaller_number_stays() -> None:
    """Whoever came first into the record had drawn their number later."""
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    smaller, larger = told("1"), told("2", etag="f")
    repeats.join(smaller, larger)
    assert smaller.photo == larger.photo
    joined = Receipt.objects.filter(joined=True)
    assert joined.get() == larger, "which the sweep deletes for the smaller one"


@pytest.mark.django_db
def test_a_refused_repeat_stays_refused() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    first = told("1").photo
    assert first
    Photo.objects.filter(pk=first.pk).update(state=PhotoState.REFUSED, problem="broken", due_at=None)
    told("2")
    first.refresh_from_db()
    assert (first.state, first.due_at) == ("refused", None)


@pytest.mark.django_db
def test_without_versions_there_is_nothing_to_tell_apart() -> None:
    receipt = make_receipt(make_photo(), version="etag:e:1", etag="e")
    with transaction.atomic():
        assert not repeats.same_bytes(receipt)
