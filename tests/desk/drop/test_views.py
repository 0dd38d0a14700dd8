"""The drop page of somebody with an account: their own folders, what became of their files, and nothing of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive.drops.links import make_link
from archive.models import DropFile, Photographer, Receipt
from archive.photos.decline_reasons import explain_decline
from archive.releases.lifecycle import unsorted
from tests.factories import APPROVER, make_attachment, make_photo, make_photographer, make_receipt, make_release

pytestmark = pytest.mark.django_db
A = "a" * 64


def ask(client: Client, folder: str, path: str = "a.jpg", **values: str) -> Any:
    fields = {"verb": "ask", "path": path, "size": "5", "sha256": A, "type": "image/jpeg"} | values
    return client.post(reverse("desk:drop_send", args=(folder,)), fields)


def test_the_page_may_reach_the_store_and_nothing_else(annas_browser: Client) -> None:
    policy = annas_browser.get("/drops/to/fest/")["Content-Security-Policy"]
    assert "connect-src 'self' http://127.0.0.1:" in policy
    assert "connect-src 'self';" in annas_browser.get("/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy


def test_what_became_of_each_file(annas_browser: Client, anna: Photographer) -> None:
    release = make_release(state="live", slug="fest")
    states = ("ready", "developing", "declined", "live", "approved")
    photos = {state: make_photo(release, state, photographer=anna, filename=f"{state}.jpg") for state in states}
    for state, photo in photos.items():
        make_receipt(photo, f"anna/fest/card/{state}.jpg", state, size=24_600_000)
    make_photo(release, "refused", photographer=anna, filename="cut.jpg", problem="truncated", original=None)
    make_photo(release, "received", photographer=anna, original=None, problem="keeps_stopping")
    make_photo(release, photographer=anna, problem="upload_missing")
    explain_decline(photos["declined"], "eyes closed", APPROVER)
    page = annas_browser.get("/drops/to/fest/").content.decode()
    for words in (
        "Please upload it again from the card.",
        "The press office says: eyes closed",
        "The press office sees to it. Nothing is lost",
        "or never arrived. Please send it again.",
        f"releases/fest/photos/{photos['live'].pk}/",
        "being developed",
        "24.6&nbsp;MB",
        'data-path="card/live.jpg"',
        'data-arrived="6" data-again="2"',
        'data-heard="5"',
    ):
        assert words in page, words
    token = page.partition('id="changes" value="')[2].partition('"')[0]
    assert annas_browser.get(f"/drops/to/fest/?since={token}", headers={"HX-Request": "true"}).status_code == 204
    assert annas_browser.get(reverse("desk:drop", args=(photos["live"].batch_id,))).status_code == 200


def test_what_went_to_its_camera_s_owner_is_told_to_whoever_sent_it(annas_browser: Client, anna: Photographer) -> None:
    release = make_release(slug="fest")
    own = make_photo(release, photographer=anna)
    make_receipt(own, "anna/fest/own.jpg", "1")
    make_receipt(make_photo(release, filename="given.jpg"), "anna/fest/given.jpg", "2")
    make_receipt(make_photo(release, filename="bens.jpg"), "ben/fest/bens.jpg", "3")
    page = annas_browser.get("/drops/to/fest/").content.decode()
    assert "given.jpg" in page
    assert 'data-heard="2"' in page, "nothing seems to be on its way for ever"
    assert "bens.jpg" not in page
    assert page.count("/photos/") == 1, "the picture is its owner's"


def test_videos_and_documents_are_let_in_and_told_of(annas_browser: Client, anna: Photographer) -> None:
    release = make_release(state="live", slug="fest")
    live = make_attachment(release, "live", photographer=anna, filename="Gang.mp4", media_type="video/mp4")
    make_attachment(release, "refused", photographer=anna, filename="Plan.pdf", problem="not_as_named", sha256="")
    make_attachment(release, "live", filename="Bens.pdf")
    Receipt.objects.create(bucket="incoming", key="anna/fest/Gang.mp4", version="1", size=5, attachment=live)
    page = annas_browser.get("/drops/to/fest/").content.decode()
    for words in (
        "The content of this file is not what its name says.",
        f"attachments/{live.pk}/{live.sha256[:16]}/Gang.mp4",
        'data-path="Gang.mp4"',
        'data-arrived="1" data-again="1"',
        "up to 500&nbsp;MB each",
    ):
        assert words in page, words
    assert "Bens.pdf" not in page
    assert ask(annas_browser, "fest", "Plan.pdf", type="application/pdf").json()["status"] == "form"
    assert ask(annas_browser, "fest", "Gang.mp4", sha256=live.sha256).json()["status"] == "known"
    size = str(500_000_001)
    assert "larger than allowed" in str(ask(annas_browser, "fest", "Gang.mov", size=size).json())


def test_an_invitation_tells_the_title(annas_browser: Client, anna: Photographer) -> None:
    release = make_release(titles={"de": "Geheimsache"}, slug="sache")
    make_release(titles={"de": "Andere Sache"}, slug="andere")
    assert "Geheimsache" not in annas_browser.get("/drops/to/sache/").content.decode()
    make_link(release, anna.name, APPROVER, days=1, files=1, gigabytes=1)
    home = annas_browser.get("/").content.decode()
    assert "Geheimsache" in home
    assert "Andere Sache" not in home
    make_photo(release, photographer=anna)
    assert "Geheimsache" in annas_browser.get("/drops/to/sache/").content.decode()


def test_folders_of_no_release_wait_among_the_unsorted(annas_browser: Client, anna: Photographer) -> None:
    names = ("here.jpg", "elsewhere.jpg")
    here, elsewhere = (make_photo(unsorted(), photographer=anna, filename=name) for name in names)
    make_receipt(here, "anna/no-such/here.jpg", "1")
    make_receipt(elsewhere, "anna/other/elsewhere.jpg", "2")
    page = annas_browser.get("/drops/to/no-such/").content.decode()
    assert "here.jpg" in page
    assert "elsewhere.jpg" not in page
    page = annas_browser.get(reverse("desk:drop", args=(here.batch_id,))).content.decode()
    assert "tell them for which release they are" in page


def test_a_typed_name_leads_to_its_folder(annas_browser: Client) -> None:
    assert annas_browser.get("/drops/to/?folder=Straßenfest 2026")["Location"] == "/drops/to/strassenfest-2026/"
    assert annas_browser.get("/drops/to/?folder=")["Location"] == "/"
    assert annas_browser.get("/drops/to/_unsorted/").status_code == 404


def test_a_photographer_writes_below_the_own_folder_alone(annas_browser: Client, anna: Photographer) -> None:
    make_photographer("Ben", slug="ben")
    make_release(slug="fest")
    for path in ("../../ben/fest/a.jpg", "../fest2/a.jpg", "/ben/fest/a.jpg", "ben/fest/a.jpg", "..\\ben\\a.jpg"):
        ask(annas_browser, "fest", path)
    keys = set(DropFile.objects.values_list("key", flat=True))
    assert keys == {"anna/fest/ben/fest/a.jpg", "anna/fest/.._ben_a.jpg"}
    answer = ask(annas_browser, "fest", "b.jpg", photographer="ben", prefix="ben/fest/", key="ben/fest/b.jpg").json()
    assert answer["fields"]["key"] == "anna/fest/b.jpg"
    assert ask(annas_browser, "_unsorted").status_code == 404


def test_a_closed_release_takes_nothing(annas_browser: Client) -> None:
    make_release(slug="over", state="withdrawn")
    answer = ask(annas_browser, "over").json()
    assert answer == {"status": "refused", "why": "This release takes no more photos. Please ask the press office."}
    assert 'id="drop-zone"' not in annas_browser.get("/drops/to/over/").content.decode()


def test_only_photographers_have_folders(editor: Client, admin: Client, stranger: Client) -> None:
    for client in (editor, admin):
        assert client.get("/drops/to/fest/").status_code == 404
        assert ask(client, "fest").status_code == 404
    assert ask(stranger, "fest").status_code == 302
