"""A reader gets the desk's texts in their own language where there are any."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from archive.models import Release
from desk.components.texts import for_reader, title_of
from tests.factories import make_photo, make_release

BOTH = {"de": "Fest", "en": "Feast"}


@pytest.mark.parametrize(
    ("language", "texts", "shown"),
    [
        ("en", BOTH, "Feast"),
        ("de", BOTH, "Fest"),
        ("en-gb", BOTH, "Feast"),
        ("en", {"de": "Fest", "en": ""}, "Fest"),
        ("de", {"en": "Feast"}, "Feast"),
        ("de", {"fr": "Fête"}, ""),
        ("de", {}, ""),
    ],
)
def test_the_readers_language_comes_first(language: str, texts: dict[str, str], shown: str) -> None:
    with translation.override(language):
        assert for_reader(texts) == shown
        assert title_of(Release(slug="fest", titles=texts)) == shown or "fest"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/releases/{}/", "/releases/{}/history/", "/releases/{}/edit/"])
def test_pages_call_a_release_by_its_title_in_the_readers_language(editor: Client, page: str) -> None:
    release = make_release(titles={"de": "Lange Nacht", "en": "Long Night"})
    make_photo(release, captions={"de": "Ein Haus", "en": "A house"}, alt_texts={})
    for language, title, other in (("en", "Long Night", "Lange Nacht"), ("de", "Lange Nacht", "Long Night")):
        html = editor.get(page.format(release.slug), headers={"Accept-Language": language}).content.decode()
        head = html.split("<form", 1)[0] if "edit" in page else html
        assert title in head
        assert other not in html.split("<title>")[1].split("</title>")[0]
        assert other not in html or "edit" in page
    sheet = editor.get(f"/releases/{release.slug}/").content.decode()
    assert ("A house" in sheet, "Ein Haus" in sheet) == (True, False)
