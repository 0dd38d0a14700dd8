"""Of an upload that came several times, the version that is fetched is one that is there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from archive.models import Photo, Receipt
from archive.store.buckets import incoming
from tests.factories import make_photo, make_receipt
from workers.develop.uploaded import upload_of

KEY = "anna/fest/a.jpg"


@pytest.mark.django_db
@pytest.mark.usefixtures("buckets")
def test_the_first_that_the_store_has_is_fetched() -> None:
    photo = make_photo(original=None)
    versions = []
    for _time in range(3):
        incoming().put(KEY, b"photo", "image/jpeg")
        stored = incoming().head(KEY)
        assert stored
        versions.append(make_receipt(photo, KEY, stored.version))
    assert upload_of(photo) == versions[0]
    incoming().delete(KEY, versions[0].version)
    assert upload_of(Photo.objects.get(pk=photo.pk)) == versions[1]
    Receipt.objects.filter(pk=versions[1].pk).update(cleared_at=timezone.now())
    assert upload_of(Photo.objects.get(pk=photo.pk)) == versions[2]
    for one in versions:
        incoming().delete(KEY, one.version)
    assert upload_of(Photo.objects.get(pk=photo.pk)) == versions[0], "fetching it says that it is missing"
