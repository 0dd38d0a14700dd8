"""Originals, photos and their files as rows: ids, order, and what may be there once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from archive.models import Photo, Receipt
from archive.models.photo import PHOTO_ID_ALPHABET, new_photo_id
from tests.factories import make_photo, make_receipt, make_release

pytestmark = pytest.mark.django_db


def test_a_photos_id_is_twelve_characters_that_nobody_misreads() -> None:
    ids = {new_photo_id() for _n in range(200)}
    assert len(ids) == 200
    assert {len(one) for one in ids} == {12}
    assert set("".join(ids)) <= set(PHOTO_ID_ALPHABET)
    assert not set("ilou") & set(PHOTO_ID_ALPHABET)


def test_the_same_bytes_are_one_photo_of_a_release_and_another_of_the_next() -> None:
    photo = make_photo()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_photo(photo.release, original=photo.original)
    assert make_photo(make_release(), original=photo.original).original == photo.original
    empty = [make_photo(photo.release, "received", original=None) for _n in range(2)]
    assert len(empty) == 2, "while nothing is known of the bytes, nothing is claimed"


def test_an_approval_is_current_until_something_changes() -> None:
    assert Photo(revision=2, approved_revision=2).approval_is_current
    assert not Photo(revision=3, approved_revision=2).approval_is_current
    assert not Photo(revision=1, approved_revision=None).approval_is_current


def test_an_object_version_has_one_receipt() -> None:
    photo = make_photo()
    make_receipt(photo, "anna/fest/a.jpg", "v1")
    make_receipt(photo, "anna/fest/a.jpg", "v2")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_receipt(photo, "anna/fest/a.jpg", "v1")
    assert Receipt.objects.count() == 2
