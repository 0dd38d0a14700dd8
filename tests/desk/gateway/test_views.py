"""Logins for cameras on the desk: made and shown once, changed, ended; a photographer's own release of today."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from archive.models import GatewayLogin, Photographer
from archive.people.gateway_logins import check_login, make_login
from tests.factories import EDITOR, make_photographer, make_release

pytestmark = pytest.mark.django_db
PAGE = "/gateway/"


def test_a_password_is_shown_once(admin: Client, settings: Settings) -> None:
    settings.FTP_PORT, settings.SFTP_PORT = 2121, None
    ben = make_photographer("Ben Grün", slug="ben")
    page = admin.post(PAGE, {"verb": "make", "photographer": ben.pk}).content.decode()
    found = re.search(r'id="made-password" value="(\w+)"', page)
    assert found
    again = admin.post(PAGE, {"verb": "make", "photographer": ben.pk}, follow=True).content.decode()
    assert "There is a newer password already" in again
    assert check_login("ben", found[1]), "loading the page again ends nothing"
    later = admin.get(PAGE).content.decode()
    assert found[1] not in later
    assert "Ben Grün" in later
    assert "2121" in later
    seen = re.search(r'name="seen" value="([^"]+)"', later)
    assert seen
    page = admin.post(PAGE, {"verb": "make", "photographer": ben.pk, "seen": seen[1]}).content.decode()
    assert "made-password" in page
    assert not check_login("ben", found[1])
    assert "SFTP: port" not in later
    for verb, allowed in (("allow_plain", True), ("forbid_plain", False)):
        admin.post(PAGE, {"verb": verb, "photographer": ben.pk})
        assert GatewayLogin.objects.get().allows_plain_ftp is allowed
    page = admin.post(PAGE, {"verb": "end", "photographer": ben.pk}, follow=True).content.decode()
    assert "has been ended" in page
    assert admin.post(PAGE, {"verb": "end", "photographer": ben.pk}).status_code == 404


def test_an_editor_sets_the_release_and_no_password(editor: Client) -> None:
    ben, fest = make_photographer(slug="ben"), make_release(slug="fest")
    make_login(ben, EDITOR)
    page = editor.post(PAGE, {"verb": "today", "photographer": ben.pk, "release": "fest"}, follow=True)
    assert "go to fest" in page.content.decode()
    assert GatewayLogin.objects.get().today == fest
    assert "today&#x27;s release of" in editor.get(reverse("desk:history", args=["fest"])).content.decode()
    for verb in ("make", "end", "allow_plain", "forbid_plain"):
        assert editor.post(PAGE, {"verb": verb, "photographer": ben.pk}).status_code == 403
    assert editor.post(PAGE, {"verb": "today", "photographer": ben.pk, "release": "no"}).status_code == 404
    editor.post(PAGE, {"verb": "today", "photographer": ben.pk, "release": ""})
    assert GatewayLogin.objects.get().today is None


def test_a_photographer_sets_their_own(annas_browser: Client, anna: Photographer) -> None:
    address = reverse("desk:gateway_today")
    assert annas_browser.post(address, {"release": "fest"}).status_code == 404
    assert "drop-camera" not in annas_browser.get("/").content.decode()
    make_login(anna, EDITOR)
    make_release(slug="fest")
    assert "drop-camera" in annas_browser.get("/").content.decode()
    page = annas_browser.post(address, {"release": "Fest"}, follow=True).content.decode()
    assert "photos go to fest" in page
    page = annas_browser.post(address, {"release": "other"}, follow=True).content.decode()
    assert "No release with this short name" in page
    assert GatewayLogin.objects.get().today
    annas_browser.post(address, {"release": ""})
    assert GatewayLogin.objects.get().today is None
