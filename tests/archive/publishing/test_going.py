"""What the next version tells of a photo is composed anew when anything behind it changed, and only then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from archive.models import Original, Photo, Photographer, PressFile, Release
from archive.photos.press_files import photos_to_publish
from archive.publishing.going import Going, going_photos, keep_composed
from archive.publishing.versions import NotSealed, full_version
from archive.releases.gate import inspect_release
from archive.states import PhotoState
from pipelines.documents import manifest as doc
from tests.factories import approve_all, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    """Three photos of one photographer, composed once."""
    photographer, release = make_photographer("Anna"), make_release(state="live")
    for position in (1, 2, 3):
        make_photo(release, photographer=photographer, position=position)
    approve_all(release)
    compose(read(release))
    return read(release)


def read(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def compose(release: Release) -> doc.Manifest:
    going = going_photos(release)
    manifest = full_version(release, None, 1, going)
    keep_composed(release, going, manifest.live_photos)
    return manifest


def composed_anew(release: Release) -> list[int]:
    """Which of the three are."""
    order = list(release.photos.values_list("pk", flat=True))
    return [order.index(photo.pk) + 1 for photo in going_photos(read(release)).photos]


def told(release: Release) -> list[doc.Photo]:
    """What a version says that nothing is known before of."""
    photos = photos_to_publish(release)
    return list(full_version(release, None, 1, Going(tuple(photo.pk for photo in photos), photos)).live_photos)


def test_photos_that_stand_as_they_stood_are_not_even_loaded(
    release: Release, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = compose(release).live_photos
    with django_assert_num_queries(3):  # shared, standing, photos
        going = going_photos(read(release))
    assert going.photos == []
    again = full_version(release, None, 2, going).live_photos
    assert [one is other for one, other in zip(again, before, strict=True)] == [True, True, True]


def first(release: Release) -> Photo:
    return release.photos.all()[0]


def update_photo(**fields: object) -> Callable[[Release], object]:
    return lambda release: Photo.objects.filter(pk=first(release).pk).update(**fields)


def update_original(**fields: object) -> Callable[[Release], object]:
    return lambda release: Original.objects.filter(photos=first(release)).update(**fields)


@pytest.mark.parametrize(
    "change",
    [
        update_photo(captions={"de": "Anders"}),
        update_photo(credit="©Stadt/Ben"),
        update_photo(alt_texts={}),
        update_photo(metadata={}),
        update_photo(focal_point=[0.5, 0.5]),
        update_photo(warnings=["half_size"]),
        update_photo(revision=7),
        update_photo(approved_revision=None),
        update_original(colour="#123456"),
        update_original(taken="2026-09-01T19:00:00"),
        lambda release: PressFile.objects.filter(photo=first(release)).update(sha256="f" * 64),
        lambda release: PressFile.objects.filter(photo=first(release))[0].delete(),
    ],
)
def test_a_photo_behind_which_something_changed_is_composed_anew(
    release: Release, change: Callable[[Release], object]
) -> None:
    change(release)
    assert composed_anew(release) == [1]


@pytest.mark.parametrize(
    "change",
    [
        lambda release: Photographer.objects.update(name="Ben"),
        lambda release: Release.objects.filter(pk=release.pk).update(titles={"de": "Anders"}),
        lambda release: Release.objects.filter(pk=release.pk).update(terms={"de": "Nur heute"}),
        lambda release: Release.objects.filter(pk=release.pk).update(number="20260901-99999"),
        lambda release: release.batches.update(photographer=None),
    ],
)
def test_what_all_photos_share_has_all_of_them_composed_anew(
    release: Release, change: Callable[[Release], object]
) -> None:
    change(release)
    assert composed_anew(release) == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [
        update_photo(state=PhotoState.LIVE, changed_at=timezone.now()),
        update_photo(due_at=timezone.now(), lease_until=timezone.now(), attempts=2),
        lambda release: release.batches.update(look_at=timezone.now()),
        lambda release: Release.objects.filter(pk=release.pk).update(correction_asked=True, due_at=timezone.now()),
    ],
)
def test_what_no_version_tells_changes_nothing(release: Release, change: Callable[[Release], object]) -> None:
    change(release)
    assert composed_anew(release) == []
    assert list(compose(read(release)).live_photos) == told(read(release))


def test_a_photo_whose_right_ends_is_looked_at_every_time(release: Release) -> None:
    Photo.objects.filter(pk=first(release).pk).update(rights_end_at=timezone.now() + dt.timedelta(hours=1))
    for _again in range(2):
        compose(read(release))
        assert composed_anew(release) == [1]
    Photo.objects.filter(pk=first(release).pk).update(rights_end_at=timezone.now() - dt.timedelta(seconds=1))
    going = going_photos(read(release))
    assert [one.key for one in inspect_release(release, going.photos, passed=going.kept).blockers] == ["right_over"]


def test_order_withdrawals_and_newcomers_are_those_of_the_record(release: Release) -> None:
    one, two, three = release.photos.all()
    Photo.objects.filter(pk=one.pk).update(state=PhotoState.WITHDRAWN)
    Photo.objects.filter(pk=two.pk).update(position=9)
    make_photo(release, photographer=Photographer.objects.get(), position=1)
    approve_all(release)
    manifest = compose(read(release))
    newcomer = release.photos.exclude(pk__in=[one.pk, two.pk, three.pk]).get()
    assert [photo.id for photo in manifest.live_photos] == [newcomer.pk, three.pk, two.pk]
    assert [photo.order for photo in manifest.live_photos] == [1, 2, 3]
    assert list(manifest.live_photos) == told(read(release))


def test_a_photo_without_its_files_stops_the_version_though_it_was_composed_before(release: Release) -> None:
    PressFile.objects.filter(photo=first(release)).delete()
    with pytest.raises(NotSealed):
        full_version(release, None, 2, going_photos(read(release)))


def test_the_gate_counts_photos_that_it_let_through_before(release: Release) -> None:
    Release.objects.filter(pk=release.pk).update(hero_id=first(release).pk)
    release, going = read(release), going_photos(read(release))
    report = inspect_release(release, going.photos, passed=going.kept)
    assert going.photos == []
    assert {one.key for one in (*report.blockers, *report.warnings)} == set()
    nobody = inspect_release(release, [], passed=[])
    assert [one.key for one in nobody.blockers] == ["no_photos"]
