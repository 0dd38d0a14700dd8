"""Feeds, read by feedparser as feed readers and content systems do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from defusedxml import ElementTree

from pipelines.documents.feeds import atom_feed, media_rss
from pipelines.documents.identifiers import photo_urn, release_urn
from pipelines.documents.listing import Listing, Withdrawn
from pipelines.documents.manifest import Ai, Tombstone
from tests.pipelines.documents.full_manifest import PHOTO, full_manifest
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo, release

AT = "{http://purl.org/atompub/tombstones/1.0}"
HOSTILE = "<script>alert('&amp;')</script>"


def read(feed: bytes) -> Any:
    found = feedparser.parse(feed)
    assert not found.bozo, found.bozo_exception
    return found


@pytest.mark.parametrize("language", ["de", "en"])
def test_atom_tells_of_a_release_with_its_text_and_its_correction(language: str) -> None:
    found = read(atom_feed(listing(full_manifest()), house(), language))
    assert (found.version, found.feed.title) == ("atom10", "Landeshauptstadt Beispielstadt")
    [entry] = found.entries
    assert entry.id == release_urn("fest")
    assert entry.title == {"de": "Fest", "en": "Feast"}[language]
    assert entry.link == f"https://press.example/releases/fest/{'index' if language == 'de' else language}.html"
    assert (entry.published, entry.updated) == ("2026-09-01T18:00:00+00:00", "2026-09-01T20:00:00+00:00")
    note = {"de": "Der Name im Bild wurde berichtigt.", "en": "A name was corrected."}[language]
    assert f"<strong>{note}</strong>" in entry.content[0].value
    assert {"de": "<strong>Text</strong>", "en": "<em>text</em>"}[language] in entry.content[0].value
    hero, film = entry.enclosures
    assert (hero.type, hero.length) == ("image/jpeg", "4123456")
    assert (film.type, film.length) == ("video/mp4", "41234567")
    [data] = [link for link in entry.links if link.rel == "related"]
    assert (data.href, data.title) == ("https://press.example/releases/fest/manifest.json", "manifest, version 2")


def test_what_was_withdrawn_has_a_tombstone_that_says_no_word_of_it() -> None:
    gone = replace(listing(manifest(Tombstone(id="p1", withdrawn_at=MOMENT))), withdrawn=(Withdrawn("geheim", MOMENT),))
    feed = atom_feed(gone, house(), "de")
    read(feed)
    told = {one.get("ref"): one.get("when") for one in ElementTree.fromstring(feed).iter(f"{AT}deleted-entry")}
    assert told == dict.fromkeys((release_urn("geheim"), photo_urn("p1")), MOMENT.isoformat())
    assert b"geheim" not in feed


def test_media_rss_brings_every_photo_with_its_credit() -> None:
    made = manifest(photo("p1"), photo("p2", keywords=("Fest", "Bühne")), hero="p2")
    found = read(media_rss(listing(made), house(), "de"))
    [item] = found.entries
    assert (item.title, item.id, found.version) == ("Fest", release_urn("fest"), "rss20")
    assert [one["url"] for one in item.media_content] == [
        f"https://press.example/photos/{name}/full.jpg" for name in ("p1", "p2")
    ]
    assert [one.get("isdefault") for one in item.media_content] == [None, "true"]
    assert {one["content"] for one in item.media_credit} == {"©Stadt/Anna"}
    assert item.media_thumbnail[0]["width"] == "800"


def test_media_rss_describes_a_release_in_html_with_its_correction_and_tells_of_ai() -> None:
    text = release(summaries={"de": "10 Euro*, Kinder <3\n*unter 3 frei"}, terms={"de": "**Nur** redaktionell"})
    text = text.model_copy(update={"corrections": full_manifest().release.corrections})
    made = manifest(photo(ai=Ai(made="wholly", confirmed=True)), text=text)
    feed = media_rss(listing(made), house(), "de")
    [item] = read(feed).entries
    note, summary = "<strong>Der Name im Bild wurde berichtigt.</strong>", "10 Euro*, Kinder &lt;3"
    assert item.summary == f"<p>{note}</p>\n<p>{summary}</p>\n<p>*unter 3 frei</p>"
    [short] = read(media_rss(listing(manifest(text=release(summaries={}))), house(), "de")).entries
    assert short.summary == "<p>Langer Text</p>"
    assert b'plain">Ein Fest (Mit KI erzeugtes Bild)</media:description>' in feed
    [entry] = read(atom_feed(listing(made), house(), "de")).entries
    assert entry.rights == "Nur redaktionell"
    assert entry.enclosures[0]["title"] == "©Stadt/Anna (Mit KI erzeugtes Bild)"


@pytest.mark.parametrize("feed", [atom_feed, media_rss])
def test_no_text_is_markup_of_the_feed(feed: Any) -> None:
    text = release(titles={"de": HOSTILE}, summaries={"de": HOSTILE}, texts={"de": HOSTILE}, terms={"de": HOSTILE})
    made = manifest(photo(captions={"de": HOSTILE}, credit=HOSTILE, headlines={"de": HOSTILE}), text=text)
    body = feed(listing(made), house(publisher=HOSTILE), "de")
    assert b"<script" not in body
    found = read(body)
    assert "script" in found.feed.title


def test_a_release_in_one_language_stands_in_the_other_feed_and_says_so() -> None:
    german = manifest(text=release(titles={"de": "Fest"}, texts={"de": "Nur deutsch"}))
    feed = atom_feed(listing(german), house(), "en")
    [entry] = read(feed).entries
    assert (entry.title, entry.link) == ("Fest", "https://press.example/releases/fest/index.html")
    assert b'<entry xml:lang="de">' in feed
    assert feed.count(b"xml:lang") == 2
    mixed = release(titles={"de": "Fest"}, texts={"en": "English"}, terms={"de": "Nur", "en": "Only"}, summaries={})
    feed = atom_feed(listing(manifest(text=mixed)), house(), "en")
    assert b'<content type="html" xml:lang="en">' in feed
    assert b'<rights xml:lang="en">Only</rights>' in feed


@pytest.mark.parametrize("feed", [atom_feed, media_rss])
def test_an_empty_feed_is_one(feed: Any) -> None:
    found = feedparser.parse(feed(Listing(), house(), "de"))
    assert (found.entries, found.feed.title) == ([], "Landeshauptstadt Beispielstadt")


def test_the_feed_was_updated_when_the_last_of_them_was() -> None:
    later = MOMENT + dt.timedelta(days=1)
    gone = replace(listing(full_manifest()), withdrawn=(Withdrawn("weg", later),))
    assert read(atom_feed(gone, house(), "de")).feed.updated == later.isoformat()
    assert PHOTO not in atom_feed(gone, house(), "de").decode().partition("<entry")[0]
