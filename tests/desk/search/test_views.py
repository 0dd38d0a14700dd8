"""The search page: what was found leads to its release; who may see what; photos taken over from here."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from archive.models import Decision, Photo, Photographer, Rendition
from archive.states import PhotoState
from desk.search import presenters
from pipelines.metadata.embedded import PhotoMetadata
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def page(browser: Client, **asked: object) -> str:
    answer = browser.get(f"/search/?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def photo() -> Photo:
    release = make_release(slug="lange-nacht", titles={"de": "Lange Nacht", "en": "Long Night"})
    return make_photo(release, filename="DSC_4030.JPG", captions={"de": "Ein Häuschen", "en": "A small house"})


def test_a_found_photo_leads_to_its_place_in_its_release(editor: Client, photo: Photo) -> None:
    html = page(editor, q="Hauschen")
    assert f'href="/releases/lange-nacht/#photo-{photo.pk}"' in html
    assert "A small house" in html, "the reader's language"
    assert "1 photo" in html
    assert 'value="Hauschen"' in html
    assert "<mark>small</mark>" in page(editor, q="small")
    assert "Long Night" in page(editor, q="Nacht").split('id="found-releases"')[1].split("</section>")[0]


def test_no_photo_is_asked_for_what_its_row_was_read_without(editor: Client, photo: Photo) -> None:
    address = f"/search/?{urlencode({'q': 'house'})}"
    editor.get(address)  # so that nothing is looked up for the first time below
    with CaptureQueriesContext(connection) as one:
        editor.get(address)
    for state in PhotoState:
        make_photo(photo.release, state, captions={"en": "A house"}, problem="empty", metadata=PhotoMetadata())
    for rendition in Rendition.objects.all():  # as of two photos of one file, whose credits differ
        rendition.pk, rendition.digest = None, f"other {rendition.pk}"
        rendition.save()
    with CaptureQueriesContext(connection) as many:
        assert editor.get(address).content.decode().count('<li class="hit ') == 1 + len(PhotoState)
    assert len(many) == len(one)


def test_filters_are_in_the_address(editor: Client, photo: Photo) -> None:
    other = make_photo(state=PhotoState.LIVE, captions={"en": "Another house"})
    who = other.batch.photographer
    assert who is not None
    for asked in ({"state": "live"}, {"photographer": who.pk}, {"release": other.release_id}):
        html = page(editor, q="house", **asked)
        assert ("Another" in html, "A small" in html) == (True, False)
    assert f'value="{who.pk}" selected' in page(editor, q="house", photographer=who.pk)
    assert "Search without filters" in page(editor, q="small", state="live")
    for nonsense in ({"state": "x"}, {"year": "²"}, {"photographer": "-1"}, {"release": "9" * 30}, {"page": "x"}):
        assert "A small" in page(editor, q="house", **nonsense)


def test_pages(editor: Client, photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "PAGE_LENGTH", 1)
    make_photo(captions={"en": "Another house"})
    first, second = page(editor, q="house", state="ready"), page(editor, q="house", page=2)
    assert 'href="?q=house&amp;state=ready&amp;page=2"' in first
    assert 'href="?q=house&amp;page=1"' in second
    assert ("A small" in first) != ("A small" in second)
    assert "Older" not in second


def test_what_is_empty_says_what_to_do(editor: Client, photo: Photo) -> None:
    assert "Find any photo of any release" in page(editor)
    assert "Try fewer words" in page(editor, q="Mondlandung")
    assert "Nothing is written exactly like that" in page(editor, q="Häusc")


def test_a_page_takes_few_queries(
    editor: Client, photo: Photo, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        make_photo(captions={"en": f"House {n}"})
    for asked in ({"q": "house"}, {"q": "hous", "state": "ready"}, {"q": "Nacht", "release": photo.release_id}):
        with django_assert_max_num_queries(15):
            page(editor, **asked)


def test_photographers_find_their_own_files_and_no_texts(
    annas_browser: Client, anna: Photographer, photo: Photo
) -> None:
    own = make_photo(photo.release, photographer=anna, filename="ANNA_4030.JPG", captions={"de": "Geheim"})
    html = page(annas_browser, q="4030")
    assert ("ANNA_4030.JPG" in html, "DSC_4030.JPG" in html, "Geheim" in html) == (True, False, False)
    assert f'href="/drops/{own.batch_id}/"' in html
    assert "Long Night" not in html, "the title is told when it is public"
    assert "ANNA_4030.JPG" in page(annas_browser, q="lange-nacht")
    for secret in ("Geheim", "Long Night", "DSC"):
        assert "Nothing found" in page(annas_browser, q=secret)
    assert annas_browser.get("/search/take-over/").status_code == 404


def test_a_stranger_finds_nothing(stranger: Client) -> None:
    assert stranger.get("/search/?q=x").status_code == 302


def test_photos_are_taken_over_and_given_back(editor: Client, photo: Photo) -> None:
    target = make_release(slug="markt", titles={"en": "Market"})
    assert 'form="take-over"' in page(editor, q="house")
    asked = editor.get("/search/take-over/", {"ids": [photo.pk]}).content.decode()
    assert '<option value="markt">' in asked
    assert "Take over 1 photo" in asked
    html = editor.post("/search/take-over/", {"ids": [photo.pk], "into": "markt"}).content.decode()
    assert "1 photo taken over into “Market”" in html
    new = target.photos.get()
    assert f'name="ids" value="{new.pk}"' in html
    assert Decision.objects.get(photo=new).actor_name == "editor"
    again = editor.post("/search/take-over/", {"ids": [photo.pk], "into": "markt"}).content.decode()
    assert "has this photo already" in again
    assert "1 photo removed" in editor.post("/search/give-back/markt/", {"ids": [new.pk]}).content.decode()
    assert not target.photos.exists()
    assert editor.post("/search/take-over/", {"ids": [photo.pk], "into": "_unsorted"}).status_code == 404


def test_coming_from_a_release_photos_go_there_at_once(editor: Client, photo: Photo) -> None:
    make_release(slug="markt", titles={"en": "Market"})
    assert 'href="/search/?into=markt"' in editor.get("/releases/markt/").content.decode()
    html = page(editor, q="house", into="markt")
    assert 'take over into <a href="/releases/markt/">' in html, "said before anything is selected"
    assert "Take over into “Market”" in html
    assert '<input type="hidden" name="into" value="markt">' in html
