"""Releases on the desk: made, edited by two at once, published, withdrawn; stray uploads given a home."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Photo, Release
from archive.releases.lifecycle import unsorted
from tests.factories import approve_all, make_photo, make_photographer, make_receipt, make_release

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


def test_the_gate_names_each_photo_and_keeps_the_button_shut(approver: Client) -> None:
    release = make_release()
    photo = make_photo(release, captions={}, filename="ohne.jpg")
    address = reverse("desk:publishing", args=(release.slug,))
    approve_all(release)
    html = approver.get(address).content.decode()
    assert f'data-goto="{photo.pk}"' in html
    assert "There is no caption in any language." in html
    answer = approver.post(address, {"verb": "publish", "when": "now"})
    assert answer.status_code == 409
    assert Release.objects.get().state == "draft"


def test_publish_now_schedule_and_take_back(approver: Client) -> None:
    release = make_release()
    make_photo(release)
    approve_all(release)
    address = reverse("desk:publishing", args=(release.slug,))
    assert "Publish 1 photo now" in approver.get(address).content.decode()
    missing = approver.post(address, {"verb": "publish", "when": "later"})
    assert (missing.status_code, "Choose a day and a time." in missing.content.decode()) == (422, True)
    later = timezone.localtime() + dt.timedelta(days=1)
    answer = approver.post(address, {"verb": "publish", "when": "later", "at": later.strftime("%Y-%m-%dT18:00")})
    assert "The release is scheduled." in answer.content.decode()
    assert (answer["HX-Retarget"], "dialog-done" in answer["HX-Trigger"]) == ("#inbox", True)
    release.refresh_from_db()
    assert release.goes_live_at is not None
    assert (release.state, timezone.localtime(release.goes_live_at).hour) == ("scheduled", 18)
    assert "(Europe/Berlin)" in approver.get(address).content.decode()
    approver.post(address, {"verb": "unschedule"})
    assert Release.objects.get().state == "draft"
    assert "Publishing has begun." in approver.post(address, {"verb": "publish", "when": "now"}).content.decode()
    release.refresh_from_db()
    assert release.due_at is not None
    assert release.due_at <= timezone.now()
    for page in ("/", reverse("desk:release", args=(release.slug,))):
        assert "is being published" in approver.get(page).content.decode(), "not: in 0 minutes"


def test_withdraw_and_reopen(approver: Client) -> None:
    release = make_release(state="live")
    photo = make_photo(release, "live")
    address = reverse("desk:publishing", args=(release.slug,))
    assert "Withdraw the release" in approver.get(address).content.decode()
    approver.post(address, {"verb": "withdraw"})
    assert (Release.objects.get().state, Photo.objects.get(pk=photo.pk).state) == ("withdrawn", "approved")
    busy = approver.post(address, {"verb": "reopen"})
    assert busy.status_code == 409, "its files are not gone yet"
    Release.objects.update(due_at=None)
    approver.post(address, {"verb": "reopen"})
    assert Release.objects.get().state == "draft"


def test_the_queue_groups_by_what_waits(editor: Client) -> None:
    assert "Nothing is waiting" in editor.get("/").content.decode()
    make_photo(make_release(titles={"de": "Entwurf A"}))
    make_release(titles={"de": "Geplant B"}, state="scheduled")
    live = make_release(titles={"de": "Online C"}, state="live")
    make_photo(unsorted())
    html = editor.get("/").content.decode()
    order = [html.index(text) for text in ("1 photo without a release", "Entwurf A", "Geplant B", "Online C")]
    assert order == sorted(order)
    make_photo(live)
    html = editor.get("/").content.decode()
    assert html.index("Online C") < html.index("Geplant B"), "an undecided photo needs somebody"


def test_the_queues_poll(editor: Client) -> None:
    make_photo(make_release())
    html = editor.get("/").content.decode()
    token = html.split('id="changes" value="')[1].split('"')[0]
    assert editor.get("/", {"since": token}, headers={"HX-Request": "true"}).status_code == 204
    make_photo()
    fragment = editor.get("/", {"since": token}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="queue"')


def test_stray_photos_get_a_release(editor: Client) -> None:
    stray, release, ben = make_photo(unsorted()), make_release(), make_photographer("Ben", slug="ben")
    values = {"ids": [stray.pk], "release": release.slug, "photographer": "ben"}
    html = editor.post(reverse("desk:assign"), values).content.decode()
    assert "1 photo moved to “" in html
    assert 'data-present=""' in html
    stray.refresh_from_db()
    assert (stray.release, stray.batch.photographer) == (release, ben)
    nowhere = editor.post(reverse("desk:assign"), {"ids": [make_photo(unsorted()).pk], "release": ""})
    assert "Choose a release first." in nowhere.content.decode()


def test_a_release_is_made_from_the_key(editor: Client) -> None:
    stray = make_photo(unsorted(), photographer=make_photographer("Anna", slug="anna"))
    make_receipt(stray, "anna/Martinsmarkt/a.jpg")
    answer = editor.post(reverse("desk:release_from_key"), {"ids": [stray.pk]}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("desk:release_edit", args=("martinsmarkt",))
    stray.refresh_from_db()
    assert stray.release.slug == "martinsmarkt"
