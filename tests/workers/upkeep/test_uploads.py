"""Uploads that came several times go early, but for the first; what was left unread goes in time. On a real store."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.request import Request

import pytest
from django.utils import timezone
from pytest_django import Settings

from archive.models import Photo, Receipt
from archive.store.browser_uploads import SignedForm, begin_parts, finish_parts, sign_form, sign_parts
from archive.store.buckets import incoming
from tests.archive.store.test_upload_credentials import multipart, send
from tests.factories import make_photo, make_photographer, make_receipt, make_release
from workers.upkeep.sweep import sweep_everything
from workers.upkeep.uploads import clear_repeats, clear_uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]
KEY, BODY = "anna/fest/a.jpg", b"ten bytes."


@pytest.fixture(autouse=True)
def door() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")


def form() -> SignedForm:
    return sign_form(KEY, len(BODY), "image/jpeg", hashlib.sha256(BODY).hexdigest())


def cleared() -> int:
    return sum(repairs.cleared for _after, repairs in clear_repeats(""))


def test_a_form_posted_again_and_again_leaves_one_version() -> None:
    signed = form()
    assert {send(multipart(signed.url, dict(signed.fields), BODY)) for _n in range(5)} == {204}
    assert sweep_everything().cleared == 4
    [left] = incoming().versions(KEY)
    photo = Photo.objects.get()
    assert incoming().get(KEY) == BODY, "the newest of the name is still there"
    assert Receipt.objects.get(cleared_at=None).version == left.version
    assert photo.receipts.count() == 5
    assert sweep_everything().received == 0


def test_what_was_put_together_from_parts_has_its_repeats_told_by_etag() -> None:
    for _time in range(2):
        upload = begin_parts(KEY, "image/jpeg")
        [address] = sign_parts(KEY, upload, len(BODY)).values()
        assert send(Request(address, BODY, method="PUT")) == 200  # noqa: S310  (our own store)
        assert finish_parts(KEY, upload, len(BODY))
    incoming().put(KEY, BODY, "image/jpeg")
    sweep_everything()
    assert Photo.objects.count() == 2, "in one piece, its ETag is another: the workers find out"
    assert len(list(incoming().versions(KEY))) == 2


def test_one_stays_whatever_becomes_of_the_others() -> None:
    """One was deleted, one is not what its event told, one became another photo, of one only the row is left."""
    for _time in range(5):
        incoming().put(KEY, BODY, "image/jpeg")
    photo, other = make_photo(original=None), make_photo(original=None)
    etag = hashlib.md5(BODY, usedforsecurity=False).hexdigest()
    became = ((photo, etag), (photo, "told wrongly"), (other, etag), (photo, etag), (photo, etag))
    listed = sorted(incoming().versions(KEY), key=lambda one: one.modified)
    columns = {"bucket": incoming().name, "size": len(BODY), "joined": True}
    first, lies, elsewhere, stays, killed = [
        make_receipt(row, KEY, one.version, **columns, etag=told)
        for (row, told), one in zip(became, listed, strict=True)
    ]
    incoming().delete(KEY, first.version)
    incoming().delete(KEY, killed.version)
    assert cleared() == 1
    killed.refresh_from_db()
    assert killed.cleared_at, "its row says now that it is gone"
    assert {one.version for one in incoming().versions(KEY)} == {lies.version, elsewhere.version, stays.version}
    assert cleared() == 0


def test_unread_uploads_go_in_time_and_other_refused_ones_stay(settings: Settings) -> None:
    for problem in ("link_used_up", "broken"):
        incoming().put(f"anna/fest/{problem}.jpg", BODY, "image/jpeg")
        version = next(incoming().versions(f"anna/fest/{problem}.jpg")).version
        photo = make_photo(state="refused", problem=problem, original=None, due_at=None)
        make_receipt(photo, f"anna/fest/{problem}.jpg", version)
    assert sum(repairs.cleared for _after, repairs in clear_uploads("")) == 0
    Receipt.objects.update(seen_at=timezone.now() - timedelta(days=settings.KEEP_UPLOADS_DAYS, hours=1))
    assert sum(repairs.cleared for _after, repairs in clear_uploads("")) == 1
    assert list(incoming().keys()) == ["anna/fest/broken.jpg"]
