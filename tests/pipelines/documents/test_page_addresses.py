"""Addresses of pages, in the language of a document or in the one there is."""

from __future__ import annotations

from pipelines.documents.page_addresses import licence_pages, photo_page, release_page, release_pages, text_in
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, release


def test_each_language_has_its_page_and_others_the_first() -> None:
    made = manifest(text=release(titles={"de": "Fest", "en": "Feast"}))
    assert release_pages("fest", ("de", "en"), house()) == {
        "de": "https://press.example/releases/fest/index.html",
        "en": "https://press.example/releases/fest/en.html",
    }
    assert release_page(made, house(), "en").endswith("/fest/en.html")
    assert photo_page(made, house(), "en", "p1").endswith("/fest/photos/p1/en.html")
    german = manifest(text=release(titles={"de": "Fest"}))
    assert release_page(german, house(), "en").endswith("/fest/index.html")
    assert photo_page(german, house(), "en", "p1").endswith("/fest/photos/p1/index.html")


def test_a_text_in_another_language_is_better_than_none() -> None:
    assert [text_in(texts, "en") for texts in ({"de": "a", "en": "b"}, {"de": "a", "en": ""}, {})] == ["b", "a", ""]


def test_terms_lie_at_the_house_s_page_else_in_the_text_version() -> None:
    text = "https://press.example/txt/20260901-1.txt"
    assert licence_pages(manifest(), house()) == (text, text)
    ours = house(terms_url="https://stadt.example/t", licensor_url="https://stadt.example/l")
    assert licence_pages(manifest(), ours) == ("https://stadt.example/t", "https://stadt.example/l")
