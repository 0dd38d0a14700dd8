"""Download addresses: readable, allocated once, never given to two photos."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import Settings

from archive.models import HumanUrl, Photo
from archive.publishing.human_urls import allocate_paths
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def paths(*photos: Photo) -> list[str]:
    allocated = allocate_paths(list(photos))
    return [allocated[photo.pk] for photo in photos]


def test_a_path_has_the_day_the_photo_was_taken_and_its_name() -> None:
    assert paths(make_photo(filename="Bühne 1.JPG")) == ["pressebilder/2609/Buehne_1.JPG"]


@pytest.mark.parametrize("without", ["original", "taken"])
def test_a_photo_that_knows_no_day_has_its_release_s(without: str) -> None:
    photo = make_photo(make_release(date=dt.date(2031, 2, 3)), filename="A.JPG")
    assert photo.original
    if without == "original":
        photo.original = None
    else:
        photo.original.taken = ""
    assert paths(photo) == ["pressebilder/3102/A.JPG"]


@pytest.mark.parametrize(
    ("taken", "template", "path"),
    [
        ("1985-07-12T10:00:05+02:00", "p/{taken:%y%m}/{name}", "p/8507/A.JPG"),
        ("1985-07", "p/{taken:%y%m}/{name}", "p/8507/A.JPG"),
        ("1985", "p/{taken:%y%m}/{name}", "p/3102/A.JPG"),
        ("1985", "p/{taken:%Y}/{name}", "p/1985/A.JPG"),
        ("1985-07", "p/{taken:%Y}/{taken:%d}/{name}", "p/2031/03/A.JPG"),
        ("1985", "p/all/{name}", "p/all/A.JPG"),
    ],
)
def test_a_photo_that_knows_less_than_the_path_asks_has_its_release_s_day(
    taken: str, template: str, path: str, settings: Settings
) -> None:
    settings.DOWNLOAD_PATH = template
    photo = make_photo(make_release(date=dt.date(2031, 2, 3)), filename="A.JPG")
    assert photo.original
    photo.original.taken = taken
    assert paths(photo) == [path]


def test_what_was_allocated_stays() -> None:
    photo, other = make_photo(filename="A.JPG"), make_photo(filename="B.JPG")
    before = paths(photo)
    photo.filename = "renamed.JPG"
    assert paths(photo, other) == [*before, "pressebilder/2609/B.JPG"]
    assert HumanUrl.objects.count() == 2


def test_namesakes_are_numbered_in_their_order_whatever_their_case() -> None:
    photos = [make_photo(filename=name) for name in ("A.JPG", "a.jpg", "A.JPG", "B.JPG")]
    assert paths(*photos) == [f"pressebilder/2609/{name}" for name in ("A.JPG", "a-2.jpg", "A-3.JPG", "B.JPG")]
    assert paths(make_photo(filename="a.JPG")) == ["pressebilder/2609/a-4.JPG"]


def test_a_path_of_a_photo_that_is_gone_is_not_given_again() -> None:
    [path] = paths(make_photo(filename="A.JPG"))
    HumanUrl.objects.filter(path=path).update(photo=None)
    assert paths(make_photo(filename="A.JPG")) == ["pressebilder/2609/A-2.JPG"]


def test_a_path_taken_between_look_and_claim_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    photos = [make_photo(filename="A.JPG") for _ in range(2)]
    create = HumanUrl.objects.create

    def outrun(**fields: str) -> HumanUrl:
        if fields["path"].endswith("-2.JPG"):
            HumanUrl(path=fields["path"], folded=fields["folded"]).save()
        return create(**fields)

    monkeypatch.setattr(HumanUrl.objects, "create", outrun)
    assert paths(*photos) == ["pressebilder/2609/A.JPG", "pressebilder/2609/A-3.JPG"]
