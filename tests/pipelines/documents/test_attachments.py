"""Videos and documents in every format that has a place for them, and nowhere once they are withdrawn."""

from __future__ import annotations

import json

import feedparser

from pipelines.documents.feeds import atom_feed, media_rss
from pipelines.documents.identifiers import attachment_urn
from pipelines.documents.linked_data import linked_data
from pipelines.documents.manifest import Manifest, Tombstone, without_attachments
from pipelines.documents.ninjs import ninjs_document
from pipelines.documents.pages.release_page import release_page
from pipelines.documents.text_version import text_version
from tests.pipelines.documents.full_manifest import full_manifest
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import MOMENT

FILM = full_manifest().live_attachments[0]


def documents(manifest: Manifest) -> dict[str, bytes]:
    told = listing(manifest)
    return {
        "page": release_page(manifest, house(), "de"),
        "text": text_version(manifest),
        "ninjs": ninjs_document(manifest, house(), "de"),
        "linked data": linked_data(manifest, house(), "de"),
        "atom": atom_feed(told, house(), "de"),
        "media rss": media_rss(told, house(), "de"),
    }


def test_a_film_is_in_every_document_with_its_title_and_credit() -> None:
    for name, body in documents(full_manifest()).items():
        assert FILM.href.removeprefix("https://press.example/").encode() in body, name
        assert "Rundgang über den Markt".encode() in body, name
        assert body.count(FILM.credit.encode()) > 1, name


def test_once_withdrawn_only_its_tombstone_tells_of_it() -> None:
    made = full_manifest()
    gone = made.model_copy(update={"attachments": without_attachments(made, {FILM.id}, MOMENT)})
    assert [type(one) for one in gone.attachments] == [Tombstone, Tombstone]
    for name, body in documents(gone).items():
        assert FILM.id.encode() not in body, name
        assert b"Rundgang" not in body, name
        assert b"Videos und Dokumente" not in body, name
    assert f'ref="{attachment_urn(FILM.id)}"'.encode() in documents(gone)["atom"]


def test_each_format_says_it_in_its_own_words() -> None:
    made = documents(full_manifest())
    [media] = json.loads(made["linked data"])["associatedMedia"]
    assert (media["@type"], media["sha256"], media["creditText"]) == ("VideoObject", FILM.sha256, FILM.credit)
    film = json.loads(made["ninjs"])["associations"][-1]
    assert (film["name"], film["type"], film["copyrightNotice"]) == ("attachment-1", "video", FILM.credit)
    assert film["renditions"][0]["sizeInBytes"] == FILM.bytes
    [entry] = feedparser.parse(made["media rss"]).entries
    assert [one["medium"] for one in entry.media_content] == ["image", "video"]
    text = made["text"].decode("utf-8-sig")
    assert f"Videos und Dokumente\n\nRundgang über den Markt\n   Video: {FILM.credit}\n   {FILM.href}" in text
