"""The order in which a release's photos are read, whoever reads them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from archive.models import Original, Photo, Release
from archive.orders import PhotoOrder
from tests.factories import make_original, make_photo, make_release

pytestmark = pytest.mark.django_db

TAKEN = {
    "IMG_10.JPG": "2026-09-01T18:00:00",
    "IMG_9.JPG": "2026-09-01T18:00:00",
    "LATER_BY_THE_CLOCK.JPG": "2026-09-01T17:30:00+01:00",  # 18:30 in Berlin
    "SCAN.JPG": "1985-07",
    "DAY.JPG": "2026-09-01",
    "UNKNOWN.JPG": "",
}


def release_with(order: str) -> Release:
    release = make_release(photo_order=order)
    for name, taken in TAKEN.items():
        original = Original.objects.create(
            sha256=make_original().sha256[1:] + "f", bytes=1, facts={}, metadata={}, taken=taken
        )
        make_photo(release, filename=name, original=original)
    make_photo(release, "received", filename="ARRIVING.JPG", original=None)
    return release


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("time", "SCAN DAY IMG_9 IMG_10 LATER_BY_THE_CLOCK ARRIVING UNKNOWN"),
        ("name", "ARRIVING DAY IMG_9 IMG_10 LATER_BY_THE_CLOCK SCAN UNKNOWN"),
        ("arrival", "IMG_10 IMG_9 LATER_BY_THE_CLOCK SCAN DAY UNKNOWN ARRIVING"),
        ("manual", "UNKNOWN IMG_10 SCAN DAY IMG_9 LATER_BY_THE_CLOCK ARRIVING"),
    ],
)
def test_photos_stand_as_their_release_says(order: str, names: str) -> None:
    release = release_with(order)
    for place, name in enumerate(("UNKNOWN.JPG", "IMG_10.JPG"), 1):
        release.photos.filter(filename=name).update(position=place)
    assert [photo.filename.removesuffix(".JPG") for photo in release.photos.all()] == names.split()


def test_every_release_has_its_own() -> None:
    by_name, by_arrival = (make_release(photo_order=order) for order in (PhotoOrder.NAME, PhotoOrder.ARRIVAL))
    for release in (by_name, by_arrival):
        for name in ("b.jpg", "a.jpg"):
            make_photo(release, filename=name)
    read = [(photo.release_id, photo.filename) for photo in Photo.objects.all()]
    assert [name for release, name in read if release == by_name.pk] == ["a.jpg", "b.jpg"]
    assert [name for release, name in read if release == by_arrival.pk] == ["b.jpg", "a.jpg"]


def test_rows_from_before_are_sorted_too() -> None:
    release = release_with("time")
    moved = make_photo(position=2).release
    before = list(release.photos.values_list("pk", flat=True))
    Original.objects.update(taken_at=None)
    Photo.objects.update(sort_name="")
    Release.objects.update(photo_order="time")
    import_module("archive.migrations.0014_order_and_hero").fill(apps)
    assert list(release.photos.values_list("pk", flat=True)) == before
    moved.refresh_from_db()
    assert moved.photo_order == "manual"
