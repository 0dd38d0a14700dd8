"""What full size says about a photo, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from archive.models import Fingerprint, Photo
from archive.photos.decisions import decline
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from tests.factories import APPROVER, make_photo, make_release

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
    metadata = PhotoMetadata(creator=SourcedValue(value="Anna <Łuk>", source="iim"))
    page = page_of(approver, make_photo(metadata=metadata, alt_texts={}))
    assert 'Anna &lt;Łuk&gt; <span class="source">IIM</span>' in page
    assert page.count('class="note warn"') == 1, "the missing alternative texts"
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
