"""The pages of the terms: the office writes them, a photographer accepts them before the drop page takes files."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.drops.links import make_link
from archive.models import Decision, IntakeTerms, Photographer
from tests.factories import APPROVER, make_release

pytestmark = pytest.mark.django_db
TYPED = {"terms_de": "Nur <eigene> Fotos.", "terms_en": "Only <own> photos."}


def test_the_office_writes_versions(approver: Client, editor: Client) -> None:
    page = approver.post("/photographers/terms/", TYPED | {"terms_en": ""})
    assert page.status_code == 422
    assert "Nur &lt;eigene&gt; Fotos." in page.content.decode()
    assert approver.post("/photographers/terms/", TYPED).status_code == 302
    assert "0 photographers, as the latest" in approver.get("/photographers/terms/").content.decode()
    assert editor.get("/photographers/terms/").status_code == 403


def test_a_photographer_accepts_them_first(annas_browser: Client, anna: Photographer, approver: Client) -> None:
    release = make_release(slug="fest")
    link, token = make_link(release, "Ben", APPROVER, days=1, files=1, gigabytes=1)
    approver.post("/photographers/terms/", TYPED)
    terms = IntakeTerms.objects.get()
    page = annas_browser.get("/drops/to/fest/").content.decode()
    assert "Only &lt;own&gt; photos." in page
    assert 'id="drop-zone"' not in page
    door = f"/d/{token}/"
    for version, opens in ((terms.pk - 1, False), (terms.pk, True)):
        assert "Only &lt;own&gt; photos." in annas_browser.get(door).content.decode()
        assert annas_browser.post(f"{door}terms/", {"version": version})["Location"] == door
        assert ('id="drop-zone"' in annas_browser.get(door).content.decode()) is opens
    [by_link] = Decision.objects.filter(action="terms_accepted")
    assert (by_link.actor_name, by_link.release) == (f"drop link {link.pk}", release)
    assert by_link.after == {"terms": terms.pk, "credited": "Ben", "link": link.pk}
    annas_browser.post("/drops/to/fest/terms/", {"version": terms.pk - 1})
    assert 'id="drop-zone"' not in annas_browser.get("/drops/to/fest/").content.decode()
    answer = annas_browser.post("/drops/to/fest/terms/", {"version": terms.pk})
    assert answer["Location"] == "/drops/to/fest/"
    assert 'id="drop-zone"' in annas_browser.get("/drops/to/fest/").content.decode()
    assert Decision.objects.get(action="terms_accepted", release=None).actor == anna.account
    ben = link.photographer
    assert "Ben (" in approver.get("/photographers/terms/").content.decode()
    approver.post("/photographers/terms/", {"verb": "note", "photographer": ben.pk})
    assert "Accepted on paper" not in approver.get("/photographers/terms/").content.decode()
    assert Decision.objects.latest("pk").after == {"terms": terms.pk, "credited": "Ben"}
