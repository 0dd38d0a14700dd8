"""Releases on the desk: made, and edited by two at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Release
from tests.factories import make_release

pytestmark = pytest.mark.django_db


def form(**values: str) -> dict[str, str]:
    return {"titles_de": "Lange Nacht", "date": "2026-11-23", "slug": "", "number": "", "revision": "1"} | values


def test_a_release_with_all_its_fields(editor: Client) -> None:
    values = form(
        titles_en="Long Night",
        texts_de="# Text\r\n\r\nmit *Markdown*",
        contact_mail="presse@example.org",
        link_label_0="Programm",
        link_url_0="example.org/programm",
        goes_live_at="2026-11-23T18:00",
        expires_at="2027-11-23T18:00",
    )
    answer = editor.post(reverse("desk:release_new"), values)
    release = Release.objects.get()
    assert answer["Location"] == reverse("desk:release", args=(release.slug,))
    assert (release.slug, release.titles) == ("261123-lange-nacht", {"de": "Lange Nacht", "en": "Long Night"})
    assert release.links == [{"label": "Programm", "url": "https://example.org/programm"}]
    assert release.goes_live_at == dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC), "typed in Europe/Berlin"
    assert release.contact["mail"] == "presse@example.org"


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(editor: Client) -> None:
    make_release(slug="taken")
    values = form(
        titles_de="", slug="taken", number="a b", goes_live_at="2026-11-23T18:00", expires_at="2026-11-22T18:00",
        texts_de="Mein langer Text", link_label_0="ohne Adresse",
    )  # fmt: skip
    answer = editor.post(reverse("desk:release_new"), values)
    html = answer.content.decode()
    assert answer.status_code == 422
    for sentence in (
        "Another release has “taken” already.",
        "Only letters, digits, dots, hyphens and underscores, at most 40.",
        "This must be later than the moment it goes live.",
        "A release needs a title in at least one language.",
        "This link has a text but no address.",
        "Mein langer Text",
    ):
        assert sentence in html, sentence
    assert Release.objects.count() == 1


def test_suggestions_leave_alone_what_was_typed(editor: Client) -> None:
    address = reverse("desk:release_suggestions")
    fresh = {"titles_de": "Größtes Fest", "date": "2026-11-23", "slug": "", "number": ""}
    html = editor.get(address, fresh).content.decode()
    assert 'value="261123-groesstes-fest"' in html
    assert 'value="20261123-001"' in html
    typed = fresh | {"slug": "mein-fest", "suggested_slug": "261123-groesstes-fest"}
    assert 'name="slug" value="mein-fest"' in editor.get(address, typed).content.decode()
    assert editor.get(address, {"date": "99.99.nonsense"}).status_code == 200


def test_two_editors_of_one_release(editor: Client, approver: Client) -> None:
    release = make_release()
    address = reverse("desk:release_edit", args=(release.slug,))
    mine = form(titles_de="Mein Titel", slug=release.slug, number=release.number, date="2026-09-01")
    assert approver.post(address, mine | {"titles_de": "Anderer Titel"}).status_code == 302
    answer = editor.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "approver saved this release meanwhile" in html
    assert "Anderer Titel" in html
    assert 'value="Mein Titel"' in html
    assert 'name="revision" value="2"' in html
    assert Release.objects.get().titles["de"] == "Anderer Titel"
    assert editor.post(address, mine | {"revision": "2"}).status_code == 302
    assert Release.objects.get().titles["de"] == "Mein Titel"


def test_a_conflict_lists_the_fields_in_the_order_of_the_page(editor: Client, approver: Client) -> None:
    release = make_release()
    address = reverse("desk:release_edit", args=(release.slug,))
    mine = form(titles_de="Mein Titel", slug=release.slug, number=release.number, date="2026-09-01")
    theirs = {"date": "2026-09-02", "dateline": "Berlin", "contact_name": "A. Beispiel", "titles_de": "Anderer Titel"}
    approver.post(address, mine | theirs)
    html = editor.post(address, mine).content.decode()
    conflict = html[html.index("<dl>") : html.index("</dl>")]
    values = [conflict.index(value) for value in ("Berlin", "A. Beispiel", "Anderer Titel")]
    assert values == sorted(values)
