"""Releases on the desk: made, and edited by two at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Release
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def form(**values: str) -> dict[str, str]:
    return {"titles_de": "Lange Nacht", "date": "2026-11-23", "slug": "", "number": "", "revision": "1"} | values


def test_a_release_with_all_its_fields(editor: Client) -> None:
    values = form(
        titles_en="Long\r\n Night ",
        texts_de="# Text\r\n\r\nmit *Markdown*",
        contact_mail="presse@example.org",
        link_label_0="Programm",
        link_url_0="www.example.org/programm",
        goes_live_at="2036-11-23T18:00",
        expires_at="2037-11-23T18:00",
    )
    answer = editor.post(reverse("desk:release_new"), values)
    release = Release.objects.get()
    assert answer["Location"] == reverse("desk:release", args=(release.slug,))
    assert (release.slug, release.titles) == ("261123-lange-nacht", {"de": "Lange Nacht", "en": "Long Night"})
    assert release.links == [{"label": "Programm", "url": "https://www.example.org/programm"}]
    assert release.goes_live_at == dt.datetime(2036, 11, 23, 17, 0, tzinfo=dt.UTC), "typed in Europe/Berlin"
    assert release.contact["mail"] == "presse@example.org"


def test_the_form_opens_in_the_title_and_takes_addresses_as_people_write_them(editor: Client) -> None:
    html = editor.get(reverse("desk:release_new")).content.decode()
    assert re.findall(r'name="(\w+)"[^>]* autofocus', html) == ["titles_de"]
    assert 'type="url"' not in html, "the browser would refuse www.example.org"


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(editor: Client) -> None:
    make_release(slug="taken")
    values = form(
        titles_de="", slug="taken", number="a b", goes_live_at="2036-11-23T18:00", expires_at="2036-11-22T18:00",
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


def test_what_was_suggested_for_half_a_title_is_suggested_anew_with_the_save(editor: Client) -> None:
    half = {"slug": "261123-groesstes", "number": "20261123-001"}
    make_release(**half)
    editor.post(
        reverse("desk:release_new"),
        form(titles_de="Größtes Fest", **half, **{f"suggested_{name}": value for name, value in half.items()}),
    )
    assert Release.objects.filter(slug="261123-groesstes-fest").exists()


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
    assert ">\nMein Titel</textarea>" in html
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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2020-11-23T18:00", "2020-11-23 18:00 is in the past."),
        ("2037-03-29T02:30", "There is no 02:30 on 2037-03-29"),
        ("2037-10-25T02:30", "02:30 comes twice on 2037-10-25"),
    ],
)
@pytest.mark.parametrize("name", ["goes_live_at", "expires_at"])
def test_a_time_that_cannot_be_meant_is_refused_at_its_field(editor: Client, name: str, typed: str, told: str) -> None:
    answer = editor.post(reverse("desk:release_new"), form(**{name: typed}))
    assert (answer.status_code, told in answer.content.decode()) == (422, True), answer.content.decode()
    assert not Release.objects.exists()


def edited(release: Release, **values: str) -> dict[str, str]:
    """The edit form sent back as it was, but for `values`."""
    shown = {
        "date": f"{release.date:%d/%m/%Y}",
        "slug": release.slug,
        "number": release.number,
        "titles_de": release.titles["de"],
        "revision": str(release.revision),
    }
    times = {name: getattr(release, name) for name in ("goes_live_at", "expires_at")}
    shown |= {name: timezone.localtime(at).strftime("%d/%m/%Y, %H:%M") for name, at in times.items() if at}
    return shown | values


@pytest.mark.parametrize("state", ["scheduled", "live"])
def test_an_editor_moves_neither_embargo_nor_end(editor: Client, state: str) -> None:
    begins, ends = timezone.now() + dt.timedelta(hours=3), timezone.now() + dt.timedelta(days=3)
    release = make_release(state=state, goes_live_at=begins, expires_at=ends, due_at=begins)
    address = reverse("desk:release_edit", args=(release.slug,))
    soon = timezone.localtime(timezone.now() + dt.timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M")
    editor.post(address, edited(release, goes_live_at=soon, expires_at=""))
    release.refresh_from_db()
    assert (release.goes_live_at, release.expires_at, release.due_at) == (begins, ends, begins)
    assert "Only somebody who may publish can change it now." in editor.get(address).content.decode()


def test_an_editors_change_of_a_scheduled_release_waits_for_an_approver(editor: Client, approver: Client) -> None:
    begins = timezone.now() + dt.timedelta(hours=3)
    release = make_release(state="scheduled", goes_live_at=begins, due_at=begins)
    answer = editor.post(reverse("desk:release_edit", args=(release.slug,)), edited(release, titles_de="Anders"))
    assert answer["Location"] == reverse("desk:release", args=(release.slug,))
    page = reverse("desk:release", args=(release.slug,))
    told = "editor changed the release after publishing was asked for."
    assert told in editor.get(page).content.decode()
    assert "Confirm as it stands" not in editor.get(page).content.decode()
    assert "Confirm as it stands" in approver.get(page).content.decode()
    assert "To do" in approver.get("/").content.decode()
    publishing = reverse("desk:publishing", args=(release.slug,))
    assert told in approver.get(publishing).content.decode()
    stale = approver.post(publishing, {"verb": "confirm", "revision": "1"})
    assert "It was changed while you looked at it; look again." in stale.content.decode()
    assert editor.post(publishing, {"verb": "confirm", "revision": "2"}).status_code == 403
    assert (
        "Confirmed: it is published as it stands."
        in approver.post(publishing, {"verb": "confirm", "revision": "2"}).content.decode()
    )
    release.refresh_from_db()
    assert (release.awaits_confirmation, release.goes_live_at, release.due_at) == (False, begins, begins)
    assert told not in editor.get(page).content.decode()


def test_saving_a_form_as_it_was_changes_nothing(editor: Client) -> None:
    begins = timezone.now() + dt.timedelta(hours=3)
    twice = dt.datetime(2037, 10, 25, 0, 30, 30, tzinfo=dt.UTC)
    release = make_release(goes_live_at=begins, expires_at=twice)
    editor.post(reverse("desk:release_edit", args=(release.slug,)), edited(release))
    release.refresh_from_db()
    assert (release.revision, release.goes_live_at, release.expires_at) == (1, begins, twice)


def test_order_and_hero_are_chosen_in_the_form(editor: Client) -> None:
    release = make_release()
    first, second = (make_photo(release, filename=name) for name in ("a.jpg", "b.jpg"))
    make_photo(release, "declined", filename="c.jpg")
    address = reverse("desk:release_edit", args=(release.slug,))
    html = editor.get(address).content.decode()
    assert '<option value="time" selected>time taken</option>' in html
    assert f'<option value="{second.pk}">b.jpg · A feast</option>' in html
    assert "c.jpg" not in html
    editor.post(address, edited(release, photo_order="name", hero=second.pk))
    release.refresh_from_db()
    assert (release.photo_order, release.hero_id) == ("name", second.pk)
    stale = editor.post(address, edited(release, revision="1", photo_order="time", hero=first.pk)).content.decode()
    assert re.search(r"Hero.*?theirs:.*?b\.jpg", stale, re.DOTALL)
    editor.post(address, edited(release, titles_de="Neu"))
    release.refresh_from_db()
    assert release.hero_id == second.pk, "what is not sent stays"
    answer = editor.post(reverse("desk:release_new"), form(photo_order="arrival"))
    assert Release.objects.get(slug=answer["Location"].split("/")[-2]).photo_order == "arrival"


def test_a_hero_that_cannot_lead_any_more_saves_nothing(editor: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    address, mine = reverse("desk:release_edit", args=(release.slug,)), edited(release, hero=photo.pk, titles_de="Neu")
    release.photos.update(state="declined")
    answer = editor.post(address, mine)
    release.refresh_from_db()
    assert (answer.status_code, release.hero_id, release.revision) == (422, None, 1)


def test_markdown_is_shown_as_it_will_look(editor: Client) -> None:
    answer = editor.post(reverse("desk:markdown"), {"text": "**fett** <script>"})
    assert answer.content.decode() == "<p><strong>fett</strong> &lt;script&gt;</p>\n"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2020-11-25T18:30", "That is in the past:</b> Wednesday 25 November 2020, 18:30 CET."),
        ("2037-07-25T18:30", "<b>Saturday 25 July 2037, 18:30 CEST</b>"),
        ("2037-03-29T02:30", "There is no 02:30 on 2037-03-29"),
        ("", ""),
    ],
)
def test_a_time_is_spelt_out_while_it_is_typed(editor: Client, typed: str, told: str) -> None:
    html = editor.get(reverse("desk:moment"), {"goes_live_at": typed}).content.decode()
    assert told in html
    assert ("err" in html) == ("past" in told or "no 02:30" in told)
