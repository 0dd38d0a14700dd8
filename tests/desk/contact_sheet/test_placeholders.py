"""A long contact sheet: what is drawn at once, what follows, and that both are the same photos in the same order."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from archive.models import Photo, Release
from desk.contact_sheet import placeholders
from tests.archive.publishing.public_release import published
from tests.factories import make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placeholders, "DRAWN_AT_ONCE", 2)


def sheet(client: Client, release: Release) -> str:
    return client.get(reverse("desk:release", args=(release.slug,))).content.decode()


def tiles(client: Client, release: Release, *photos: Photo) -> str:
    address = reverse("desk:tiles", args=(release.slug,))
    return client.get(address, {"ids": ",".join(photo.pk for photo in photos)}).content.decode()


def test_the_first_photos_are_drawn_with_the_page_and_the_others_follow(approver: Client, settings: Settings) -> None:
    settings.FOUR_EYES = True
    release = make_release()
    photographer = make_photographer()
    photos = [make_photo(release, photographer=photographer, edited_by="approver") for _n in range(5)]
    html = sheet(approver, release)
    assert re.findall(r'<div id="photo-(\w+)', html) == [photo.pk for photo in photos]
    assert html.count("data-follows") == 3
    assert html.count(f'data-photographer="{photographer.slug}"') == html.count('role="gridcell" tabindex') == 5
    assert html.count("ready barred") == 5
    chip = re.search(r'data-kinds="ready" .*?<b>(\d+)</b>', html, re.DOTALL)
    assert chip
    assert chip[1] == "5", "counts are those of all photos"
    drawn = tiles(approver, release, *photos[2:])
    assert re.findall(r'<div id="photo-(\w+)', drawn) == [photo.pk for photo in photos[2:]]
    assert "data-follows" not in drawn
    assert drawn.count("A feast") >= 3
    assert drawn.count("barred") == 3


def test_tiles_are_those_of_the_release_and_of_no_other(approver: Client) -> None:
    release, other = make_release(), make_release()
    stranger = make_photo(other)
    assert tiles(approver, release, stranger) == ""


def test_a_tile_that_follows_says_that_it_is_not_public_yet(approver: Client) -> None:
    release, photos = published(3)
    Photo.objects.filter(pk=photos[2].pk).update(captions={"de": "Neu"})
    assert "unpublished" in sheet(approver, release).split(f'data-id="{photos[2].pk}"')[1].split(">")[0]
    assert "unpublished" in tiles(approver, release, photos[2])


def test_queries_do_not_grow_with_what_follows(approver: Client) -> None:
    release, photographer = make_release(), make_photographer()
    counts = []
    for _n in range(2):
        for _photo in range(4):
            make_photo(release, photographer=photographer)
        with CaptureQueriesContext(connection) as queries:
            sheet(approver, release)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
