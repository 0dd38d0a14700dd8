"""The portal: the newest release large, then nine, the years, and what a public body must show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipelines.documents.house import Feed
from pipelines.documents.listing import Listing
from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.portal_page import portal_page
from pipelines.documents.site import Site
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo, release

DAY = dt.date(2026, 9, 20)


def releases(count: int) -> list[Manifest]:
    """One a day, back from September; every third without photos."""
    return [
        manifest(
            photos=() if n % 3 == 2 else (photo(f"p{n}"),),
            text=release(slug=f"r{n}", titles={"de": f"Mitteilung {n}"}, date=DAY - dt.timedelta(days=n)),
        )
        for n in range(count)
    ]


def page(told: Listing, language: str = "de", **fields: Any) -> str:
    return portal_page(told, house(**fields), language).decode()


def test_one_is_large_and_nine_follow() -> None:
    html = page(listing(*releases(12)))
    assert html.count('<article class="first') == 1
    assert html.count('<article class="item') == 9
    assert "Mitteilung 0</a></h2>" in html
    assert "Mitteilung 10" not in html
    assert "Alle 12 Mitteilungen des Jahres 2026" in html


def test_a_release_without_photos_is_set_in_larger_type_and_gets_no_grey_picture() -> None:
    html = page(listing(*releases(3)))
    assert html.count("bare") == 1
    assert "Ohne Fotos, Deutsch" in html


def test_every_picture_has_its_credit() -> None:
    html = page(listing(*releases(10)))
    assert html.count("©Stadt/Anna") == html.count("<img") - 1, "less the logo"


def test_years_are_counted() -> None:
    old = manifest(text=release(slug="alt", date=dt.date(2019, 5, 1)))
    html = page(listing(*releases(4), old))
    assert "<b>2026</b><small>4 Mitteilungen<br>3 Fotos</small>" in html
    assert "<b>2019</b><small>1 Mitteilung<br>1 Foto</small>" in html
    assert 'data-years="search/2026.json search/2019.json"' in html


def test_a_title_in_another_language_says_so_and_leads_to_its_page() -> None:
    html = page(listing(manifest(text=release(titles={"de": "Fest"}))), "en")
    assert '<a href="releases/fest/index.html" lang="de">Fest</a>' in html


def test_a_public_body_shows_what_it_must() -> None:
    links = {"imprint": "https://city.example/impressum", "accessibility": "https://city.example/barrierefrei"}
    html = page(
        listing(manifest()), site=Site(links=links, further_links=(({"de": "Stellen"}, "https://jobs.example"),))
    )
    assert '<a href="https://city.example/impressum">Impressum</a>' in html
    assert '<a href="https://city.example/barrierefrei">Erklärung zur Barrierefreiheit</a>' in html
    assert '<a href="https://jobs.example">Stellen</a>' in html


def test_before_the_first_release_it_is_a_page_too() -> None:
    html = page(Listing())
    assert "Noch ist keine Mitteilung veröffentlicht." in html
    assert "<form" not in html


def test_feeds_stand_in_the_head_and_below() -> None:
    feed = Feed("https://press.example/feeds/de.atom", "application/atom+xml", "Atom", "feed_releases", "de")
    html = " ".join(page(listing(manifest()), "en", feeds=(feed,)).split())
    told = 'type="application/atom+xml" title="Mitteilungen (Atom)" hreflang="de" href="feeds/de.atom"'
    assert told in html.partition("</head>")[0]
    assert '<a href="feeds/de.atom">Mitteilungen</a> <small>Atom, German</small>' in html
