"""What full size says about a photo, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from archive.models import Fingerprint, Photo
from archive.photos.decisions import decline
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from pipelines.metadata.exposure import Exposure
from tests.factories import APPROVER, make_photo, make_release
from tests.pipelines.pictures import profile

pytestmark = pytest.mark.django_db


def page_of(client: Client, photo: Photo) -> str:
    return client.get(reverse("desk:details", args=(photo.pk,))).content.decode()


def test_texts_come_in_the_readers_language_first(approver: Client) -> None:
    photo = make_photo(captions={"de": "Der Umzug", "en": "The parade"})
    english = page_of(approver, photo)
    german = approver.get(reverse("desk:details", args=(photo.pk,)), headers={"Accept-Language": "de"})
    assert english.index("The parade") < english.index("Der Umzug")
    assert german.content.decode().index("Der Umzug") < german.content.decode().index("The parade")


def test_facts_name_their_source_and_gaps_are_warned_of(approver: Client) -> None:
    metadata = PhotoMetadata(
        creator=SourcedValue(value="Anna <Łuk>", source="iim"),
        exposure=SourcedValue(value=Exposure(seconds=0.008, aperture=2.8, iso=400), source="exif"),
    )
    page = page_of(approver, make_photo(metadata=metadata, alt_texts={}))
    assert 'Anna &lt;Łuk&gt; <span class="source">IIM</span>' in page
    assert page.count('class="note warn"') == 1, "the missing alternative texts"
    assert 'f/2.8 · ISO 400 <span class="source">EXIF</span>' in page
    assert "GPS position" in page


def test_only_who_may_look_back_sees_the_decisions(approver: Client, editor: Client) -> None:
    photo = make_photo()
    decline([photo.pk], APPROVER)
    assert "declined IMG" in page_of(approver, photo)
    assert ("declined IMG" in page_of(editor, photo)) is editor.get("/").wsgi_request.user.has_perm(
        "archive.view_decision"
    )


def test_a_picture_that_was_public_elsewhere_is_warned_of(approver: Client) -> None:
    photo = make_photo()
    assert photo.original
    public, gone = (make_photo(make_release(), state, original=photo.original) for state in ("live", "withdrawn"))
    Fingerprint.objects.create(original=photo.original, look=1, small=bytes(4096), hashes=b"", sharpness=1)
    page = page_of(approver, photo)
    assert f"/releases/{public.release.slug}/#photo-{public.pk}" in page
    assert "Online already" in page
    assert f"/releases/{gone.release.slug}/#photo-{gone.pk}" in page
    assert "Taken offline once" in page


def test_a_photographer_does_not_find_it(annas_browser: Client) -> None:
    assert annas_browser.get(reverse("desk:details", args=(make_photo().pk,))).status_code == 404


def test_it_takes_few_queries(approver: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    photo = make_photo()
    with django_assert_max_num_queries(15):
        page_of(approver, photo)


def test_crops_are_shown_as_they_will_be_made(approver: Client, settings: Settings) -> None:
    photo = make_photo(focal_point=[0, 0], crop=[0.5, 0.5, 0.5, 0.5])
    assert 'class="cuts"' not in page_of(approver, photo)
    frames = profile("wide", aspect="16:9", long_edge=800), profile("square", aspect="1:1")
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, *frames)})
    page = page_of(approver, photo)
    assert 'aria-label="16:9" viewBox="2000 1500 2000 1125"' in page
    assert 'aria-label="1:1" viewBox="2000 1500 1500 1500"' in page


def test_days_that_disagree_are_warned_of(approver: Client) -> None:
    told = SourcedValue[str](value="2026-09-01T18:00", source="exif")
    others = {"date_taken": (SourcedValue[str](value="2026-08-31T18:00:05", source="iim"),)}
    page = page_of(approver, make_photo(metadata=PhotoMetadata(date_taken=told, alternatives=others)))
    assert "The file says several days: 2026-09-01, 2026-08-31." in page
    later = {"date_taken": (SourcedValue[str](value="2026-09-01T20:00:05", source="iim"),)}
    page = page_of(approver, make_photo(metadata=PhotoMetadata(date_taken=told, alternatives=later)))
    assert "several days" not in page


def test_a_declined_photo_is_explained_to_its_photographer(approver: Client, editor: Client) -> None:
    declined, ready = make_photo(state="declined"), make_photo()
    address = reverse("desk:explain", args=(declined.pk,))
    assert ">eyes closed</textarea>" in approver.post(address, {"reason": "eyes closed"}).content.decode()
    assert "told why" in approver.get(reverse("desk:details", args=(declined.pk,))).content.decode()
    assert approver.post(reverse("desk:explain", args=(ready.pk,)), {"reason": "x"}).status_code == 409
    assert editor.post(address, {"reason": "x"}).status_code == 403
