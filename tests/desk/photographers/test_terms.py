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
    _link, token = make_link(release, "Ben", APPROVER, days=1, files=1, gigabytes=1)
    approver.post("/photographers/terms/", TYPED)
    terms = IntakeTerms.objects.get()
    page = annas_browser.get("/drops/to/fest/").content.decode()
    assert "Only &lt;own&gt; photos." in page
    assert 'id="drop-zone"' not in page
    assert 'id="drop-zone"' in annas_browser.get(f"/d/{token}/").content.decode(), "a link asks nobody"
    annas_browser.post("/drops/to/fest/terms/", {"version": terms.pk - 1})
    assert 'id="drop-zone"' not in annas_browser.get("/drops/to/fest/").content.decode()
    answer = annas_browser.post("/drops/to/fest/terms/", {"version": terms.pk})
    assert answer["Location"] == "/drops/to/fest/"
    assert 'id="drop-zone"' in annas_browser.get("/drops/to/fest/").content.decode()
    assert Decision.objects.get(action="terms_accepted").actor == anna.account
