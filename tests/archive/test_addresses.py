"""Public addresses: built from checked parts alone, and the same way back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from archive import addresses
from pipelines.documents.manifest import Attachment, Manifest, Photo, Tombstone, write_manifest
from tests.pipelines.documents.press_manifest import manifest, photo

SHA = "0123456789abcdef" * 4


def test_every_file_has_its_key() -> None:
    assert addresses.photo_key("k3x9", SHA, "_DSC1.JPG", "800", "jpg") == "photos/k3x9/0123456789abcdef/_DSC1-800.jpg"
    assert addresses.manifest_key("fest") == "releases/fest/manifest.json"
    assert addresses.version_key("fest", 3) == "releases/fest/v/3.json"
    assert addresses.captions_key("fest") == "releases/fest/captions.csv"
    assert addresses.index_page_key(2026, 9) == "releases/index-2026-09.json"


def test_the_text_version_goes_by_number_or_else_by_slug() -> None:
    assert addresses.text_key("20190901-318_07", "fest") == "txt/20190901-318_07.txt"
    assert addresses.text_key("", "fest") == "txt/fest.txt"


def test_a_url_leads_back_to_its_key() -> None:
    url = addresses.url_of(addresses.INDEX_KEY)
    assert url == f"{settings.S3_PUBLIC_URL}/releases/index.json"
    assert addresses.key_of(url, published()) == addresses.INDEX_KEY


def test_it_does_so_after_the_public_address_has_changed(settings: Settings) -> None:
    before = published()
    keys = addresses.keys_of(before)
    settings.S3_PUBLIC_URL = "https://elsewhere.example/press"
    assert addresses.keys_of(before) == keys


BUILDERS: dict[str, Callable[[str], str]] = {
    "photo": lambda bad: addresses.photo_key(bad, SHA, "a.jpg", "800", "jpg"),
    "folder": addresses.photo_folder,
    "digest": lambda bad: addresses.photo_key("k3x9", bad, "a.jpg", "800", "jpg"),
    "name": lambda bad: addresses.photo_key("k3x9", SHA, f"{bad}/.jpg", "800", "jpg"),
    "profile": lambda bad: addresses.photo_key("k3x9", SHA, "a.jpg", bad, "jpg"),
    "extension": lambda bad: addresses.photo_key("k3x9", SHA, "a.jpg", "800", bad),
    "manifest": addresses.manifest_key,
    "version": lambda bad: addresses.version_key(bad, 1),
    "captions": addresses.captions_key,
    "release": addresses.release_folder,
    "versions": addresses.version_folder,
    "text": lambda bad: addresses.text_key(f"/{bad}", ""),
}


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("bad", ["", "..", "../x", "a/b", "a b", "a\n", ".hidden", "ä", "a..b"])
def test_nothing_unfit_becomes_an_address(builder: str, bad: str) -> None:
    with pytest.raises(ValueError, match="not fit"):
        BUILDERS[builder](bad)


def public(key: str, **fields: str) -> dict[str, object]:
    file = {"profile": "800w", "media_type": "image/jpeg", "width": 8, "height": 8, "bytes": 1, "sha256": SHA}
    return {**file, "href": addresses.url_of(key), **fields}


def published(*entries: Photo | Tombstone, **fields: Any) -> Manifest:
    """A manifest of this installation's own addresses."""
    made = manifest(
        *(
            entries
            or [
                photo(
                    download=public(
                        "photos/a/1.jpg", permalink=addresses.url_of("pressebilder/a.jpg"), filename="a.jpg"
                    )
                )
            ]
        ),
        **fields,
    )
    return made.model_copy(update={"schema_url": addresses.url_of(addresses.SCHEMA_KEY)})


def test_today_every_file_has_the_address_that_is_set_today(settings: Settings) -> None:
    film = Attachment(
        id="f",
        kind="video",
        titles={},
        credit="Mia",
        creator=None,
        href=addresses.url_of("attachments/f/film.mp4"),
        filename="film.mp4",
        media_type="video/mp4",
        bytes=1,
        sha256=SHA,
    )
    before = published(
        photo(
            download=public("photos/a/1.jpg", permalink=addresses.url_of("pressebilder/a.jpg"), filename="a.jpg"),
            renditions=[public("photos/a/2.jpg")],
        ),
        Tombstone(id="gone"),
        attachments=(film, Tombstone(id="gone too")),
    )
    assert addresses.as_of_today(before) is before
    old, settings.S3_PUBLIC_URL = settings.S3_PUBLIC_URL, "https://elsewhere.example/press"
    moved = addresses.as_of_today(before)
    assert write_manifest(moved) == write_manifest(before).replace(old, settings.S3_PUBLIC_URL)
    assert addresses.keys_of(moved) == addresses.keys_of(before)


@pytest.mark.parametrize("status", ["live", "withdrawn"])
def test_a_version_consists_of_its_documents_and_the_files_of_its_live_photos(status: str) -> None:
    entry = photo(
        download=public("photos/a/1.jpg", permalink=addresses.url_of("pressebilder/a.jpg"), filename="a.jpg"),
        renditions=[public("photos/a/2.jpg"), public("photos/a/3.webp")],
    )
    made = published(entry, Tombstone(id="gone"), version=4, status=status)
    documents = {"releases/fest/manifest.json", "releases/fest/v/4.json"}
    files = {"pressebilder/a.jpg", "photos/a/1.jpg", "photos/a/2.jpg", "photos/a/3.webp"}
    assert addresses.keys_of(made) == documents | files
