"""A release's page: what it says, in which order, what it leaves out, and how large it is."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest

from pipelines.documents.linked_data import data_for_page
from pipelines.documents.manifest import Contact, Manifest, Photo, Tombstone
from pipelines.documents.pages.release_page import OVERVIEW, Archive, release_page
from pipelines.documents.site import Office, Site
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.large_manifest import BASE, large_manifest
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release


def page(made: Manifest, language: str = "de", **fields: Any) -> str:
    return release_page(made, house(**fields), language).decode()


def visible(html: str) -> str:
    """The text that is read, in order."""
    body = re.sub(r"<(head|svg)\b.*?</\1>|<button[^>]* hidden>.*?</button>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def many(count: int, **fields: Any) -> list[Photo]:
    return [photo(f"p{n}", **fields) for n in range(1, count + 1)]


def test_every_photo_has_its_number_caption_credit_and_download_in_this_order() -> None:
    text = visible(page(manifest(*many(3))))
    assert re.search(r"2 Ein Fest ©Stadt/Anna Foto 2 laden: JPEG, 800 × 533, 1 KB 3 Ein Fest ©Stadt/Anna", text)


def test_a_page_names_its_version_and_its_languages() -> None:
    html = page(manifest(version=3))
    assert '<html lang="de" data-version="3">' in html
    for code, name in (("de", "index.html"), ("en", "en.html"), ("x-default", "index.html")):
        assert f'hreflang="{code}" href="https://press.example/releases/fest/{name}"' in html
    english = page(manifest(version=3), "en")
    assert '<html lang="en"' in english
    assert "<h1>Feast</h1>" in english


def test_a_language_from_the_right_turns_the_page_and_a_foreign_text_turns_back() -> None:
    html = page(manifest(text=release(titles={"ar": "مهرجان"}), languages=("ar", "de")), "ar")
    assert '<html lang="ar" dir="rtl" data-version="1">' in html
    assert '<p class="summary" lang="de" dir="ltr">Kurz gesagt</p>' in html


def test_a_text_that_is_missing_in_the_page_s_language_says_which_it_is_in() -> None:
    html = page(manifest(), "en")
    assert '<p class="summary" lang="de">Kurz gesagt</p>' in html


def test_a_release_in_one_language_offers_no_other() -> None:
    html = page(manifest(text=release(titles={"en": "Feast"})), "en")
    assert "hreflang" not in html
    assert '<link rel="canonical" href="https://press.example/releases/fest/index.html">' in html


def test_a_withdrawn_photo_keeps_its_place_and_nothing_else() -> None:
    html = page(manifest(photo("p1"), Tombstone(id="secret"), photo("p3")))
    assert "Foto 2 zurückgezogen" in html
    assert 'id="f3"' in html
    assert "secret" not in html
    assert '<h2 id="photos-title">2 Fotos</h2>' in html


def test_ai_is_told_in_the_picture_and_in_words() -> None:
    html = page(manifest(photo(digital_source_type=f"{SOURCE_TYPES}trainedAlgorithmicMedia"), photo("p2")))
    assert '<span class="ai">Mit KI erzeugt</span>' in html
    assert '<b class="ai-words">Mit KI erzeugt.</b>' in html
    assert "KI" not in page(manifest(photo(), photo("p2")))


def test_a_release_without_photos_is_a_release_too() -> None:
    html = page(manifest(text=release(), photos=()))
    of_photos = ("zum Herunterladen", 'id="photos"', 'id="terms"', "<figure", "captions.csv")
    assert [part for part in of_photos if part in html] == []
    assert "Langer Text" in html
    assert "txt/20260901-1.txt" in html


def test_the_only_photo_is_shown_once() -> None:
    html = page(manifest(photo()))
    assert html.count("<figure") == 1
    assert '<a href="#f1">Zum Foto</a>' in html
    assert 'id="f1"' in html


def test_many_photos_have_an_overview_and_few_have_none() -> None:
    assert 'class="overview"' in page(manifest(*many(OVERVIEW + 1)))
    assert 'class="overview"' not in page(manifest(*many(OVERVIEW)))


def test_motifs_have_headings_and_jump_links() -> None:
    opening, feast = (many(2, headlines={"de": title}) for title in ("Eröffnung", "Fest am Fluss"))
    made = manifest(*opening, *(one.model_copy(update={"id": f"q{n}"}) for n, one in enumerate(feast)))
    html = page(made)
    assert '<li><a href="#m3">Fest am Fluss</a> <small>2</small></li>' in html
    assert '<h3 id="m3">Fest am Fluss<small>3–4</small></h3>' in html
    assert '<h3 id="m3" lang="de">Fest am Fluss<small>' in page(made, "en"), "a reader's voice speaks German for it"
    assert 'class="jump"' not in page(manifest(*many(4, headlines={"de": "Fest"})))


def test_the_dateline_stands_before_the_text_and_its_headings_below_the_title() -> None:
    text = release(texts={"de": "Erster Absatz.\n\n# Kapitel\n\n#### Unterkapitel"})
    html = page(manifest(text=text))
    assert '<p><span class="place">Leipzig.</span> Erster Absatz.</p>' in html
    assert "<h2>Kapitel</h2>" in html
    assert "<h3>Unterkapitel</h3>" in html


def test_a_dateline_that_its_author_typed_stands_there_once() -> None:
    assert 'class="place"' not in page(manifest(text=release(texts={"de": "**LEIPZIG**, 1. Mai: Erster Absatz."})))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("press_release", "Pressemitteilung"),
        ("photos", "Pressefotos"),
        ("invitation", "Einladung"),
        ("statement", "Stellungnahme"),
        ("background", "Hintergrund"),
        ("later", "Pressemitteilung"),
    ],
)
def test_a_release_is_called_what_it_is(kind: str, said: str) -> None:
    assert f"<p>{said} 20260901-1</p>" in page(manifest(text=release(kind=kind)))


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</title>"]
)
def test_what_people_write_stays_text(hostile: str) -> None:
    text = release(
        titles={"de": hostile},
        subtitles={"de": hostile},
        summaries={"de": hostile},
        texts={"de": hostile},
        dateline=hostile,
        terms={"de": hostile},
        contact=Contact(name=hostile, mail=hostile, phone=hostile),
    )
    made = manifest(
        photo(captions={"de": hostile}, alt_texts={"de": hostile}, headlines={"de": hostile}, credit=hostile),
        photo("p2", captions={"de": hostile}),
        text=text,
    )
    html = page(made)
    assert not re.search(r"<(script(?! type=\"module\" src)|img src=x)|</title>.*</title>|\b49\b", html)


def test_nothing_is_inline_and_nothing_from_elsewhere() -> None:
    html = page(manifest(*many(3)))
    assert "default-src 'none'; img-src 'self'; style-src 'self'" in unescape(html)
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! type=\"module\" src=)", html)
    assert not re.search(r'(?:src|srcset)="https?:', html)


def test_linked_data_stands_in_the_head() -> None:
    html = release_page(manifest(), house(), "de", '{"@type": "NewsArticle"}').decode()
    assert '<script type="application/ld+json">{"@type": "NewsArticle"}</script>\n' in html.partition("</head>")[0]


def test_what_messengers_show() -> None:
    html = page(manifest(photo(alt_texts={"de": "Menschen am Fluss"})))
    for name, value in {
        "title": "Fest",
        "description": "Kurz gesagt. Mit einem Foto zum Herunterladen.",
        "url": "https://press.example/releases/fest/index.html",
        "image": "https://press.example/photos/p1/800w.jpg",
        "image:alt": "Menschen am Fluss",
        "locale": "de_DE",
    }.items():
        assert f'<meta property="og:{name}" content="{value}">' in html


def test_no_link_leads_to_a_contact_that_there_is_not() -> None:
    assert 'index.html#contact"' not in page(manifest())
    assert 'index.html#contact"' in page(manifest(), site=Site(office=Office(phone="+49 211 555")))


def test_the_press_office_is_named_beside_the_release_s_contact() -> None:
    office = Office("Pressedienst", mail="presse@example.org", hours={"de": "Montag bis Freitag"})
    text = visible(page(manifest(), site=Site(office=office)))
    assert re.search(r"Kontakt für die Presse Anna anna@example.org Pressedienst presse@example.org Montag", text)
    own = manifest(text=release(contact=Contact(name="Anna", mail=office.mail)))
    told = visible(page(own, site=Site(office=office)))
    assert re.search(r"Kontakt für die Presse Anna presse@example.org Montag bis Freitag", told), (
        "its hours, and it once"
    )
    assert "Pressedienst" not in told


@pytest.mark.parametrize(("count", "kilobytes"), [(1, 5), (50, 25), (200, 60)])
def test_a_page_is_light_with_all_that_stands_in_it(count: int, kilobytes: int) -> None:
    made = large_manifest(count)
    told = data_for_page(made, house(), "de")
    html = release_page(made, house(base_url=BASE), "de", told, [Archive(f"{BASE}/releases/fest/x.zip", count, 1)])
    assert len(gzip.compress(html)) < 1000 * kilobytes


def test_the_zip_stands_beside_the_headline_with_its_size() -> None:
    whole = Archive("https://press.example/releases/fest/fest.zip", 3, 3000)
    html = release_page(manifest(*many(3)), house(), "de", archives=[whole]).decode()
    assert 'href="fest.zip" download="fest.zip">' in html
    assert 'href="captions.xlsx" download="fest.xlsx">' in html, "in whose folder are tables of many releases"
    assert "Alle 3 Fotos (ZIP, 3 KB)" in visible(html)
    assert "ZIP" not in page(manifest(*many(3)))


def test_several_zips_say_from_which_photo_to_which() -> None:
    made = manifest(photo("p1"), Tombstone(id="p2"), *(photo(f"p{n}") for n in range(3, 6)))
    parts = [Archive(f"https://press.example/releases/fest/{n}.zip", n, n * 300_000_000) for n in (1, 2)]
    parts.append(Archive("https://press.example/releases/fest/last.zip", 1, 2_000_000))
    html = release_page(made, house(), "de", archives=parts).decode()
    text = visible(html)
    assert "Foto 1 (ZIP, 300 MB)" in text
    assert "Fotos 3 bis 4 (ZIP, 600 MB)" in text
    assert "Foto 5 (ZIP, 2 MB)" in text
    names = {"1": "fest-1", "2": "fest-2", "last": "fest-3"}
    assert all(f'href="{file}.zip" download="{name}.zip">' in html for file, name in names.items())


def test_photos_that_share_no_headline_stand_in_no_section_of_their_own() -> None:
    """A section without a heading is one that nobody finds by name."""
    html = page(manifest(*many(4)))
    assert '</div></div>\n<div class="photos">' in html
    assert "<section>" not in html
