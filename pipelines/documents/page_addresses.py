"""Where a release's pages lie, for the documents that link to them; and a text in the language of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.documents.house import House
from pipelines.documents.manifest import Manifest


def release_pages(slug: str, languages: Sequence[str], house: House) -> dict[str, str]:
    """A release's page by language; `languages` are those it has a page in."""
    first = languages[0]
    return {code: house.url(house.keys.release_page_key(slug, code, first=first)) for code in languages}


def release_page(manifest: Manifest, house: House, language: str) -> str:
    """A release's page in a language, else in its first one."""
    pages = release_pages(manifest.release.slug, manifest.written_languages, house)
    return pages.get(language) or pages[manifest.written_languages[0]]


def photo_page(manifest: Manifest, house: House, language: str, photo_id: str) -> str:
    """A photo's page in a language, else in the release's first one."""
    languages = manifest.written_languages
    shown = language if language in languages else languages[0]
    return house.url(house.keys.photo_page_key(manifest.release.slug, photo_id, shown, first=languages[0]))


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else the first there is; empty where there is none."""
    return texts.get(spoken_in(texts, language), "")


def spoken_in(texts: Mapping[str, str], language: str) -> str:
    """The language of that text; empty where there is none."""
    return language if texts.get(language) else next((code for code, text in texts.items() if text), "")


def licence_pages(manifest: Manifest, house: House) -> tuple[str, str]:
    """The page with the terms of use, and the one for other rights, as the photos' files name them."""
    release = manifest.release
    terms = house.terms_url or house.url(house.keys.text_key(release.number, release.slug))
    return terms, house.licensor_url or terms
