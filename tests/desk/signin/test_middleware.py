"""Sessions that end when nobody uses them, and cookies that stay where they belong."""

from __future__ import annotations

import datetime as dt
from http.cookies import Morsel

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.people.accounts import create_account
from tests.factories import make_release

pytestmark = pytest.mark.django_db


def _ends_in() -> float:
    return (Session.objects.get().expire_date - timezone.now()).total_seconds() / 3600


def _long_ago(client: Client) -> None:
    """Nothing was done for six hours."""
    session = client.session
    session["active_at"] = timezone.now().timestamp() - 6 * 3600
    session.save()
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(hours=6))


def test_a_session_lasts_twelve_hours_from_its_last_use(approver: Client) -> None:
    _long_ago(approver)
    assert approver.get("/").status_code == 200
    assert _ends_in() == pytest.approx(12, abs=0.1)
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert approver.get("/").status_code == 302


def test_a_page_that_polls_does_not_keep_the_session_alive(approver: Client) -> None:
    address = reverse("desk:changes", args=(make_release().slug,))
    _long_ago(approver)
    approver.get(address, {"since": "x"}, headers={"HX-Request": "true"})
    assert _ends_in() == pytest.approx(6, abs=0.1)


def test_an_open_drop_page_does_not_either(annas_browser: Client) -> None:
    _long_ago(annas_browser)
    annas_browser.get("/drops/to/fest/", {"since": "x"}, headers={"HX-Request": "true"})
    assert _ends_in() == pytest.approx(6, abs=0.1)


def test_cookies_are_kept_from_scripts_and_other_sites(stranger: Client) -> None:
    create_account("anna", "editor", "a long enough password")
    stranger.post("/sign-in/", {"login": "anna", "password": "a long enough password"})

    def traits(cookie: Morsel[str]) -> tuple[object, ...]:
        return cookie["httponly"], cookie["samesite"]

    assert traits(stranger.cookies["sessionid"]) == traits(stranger.cookies["device"]) == (True, "Lax")
    assert stranger.cookies["sessionid"]["max-age"] == 12 * 3600
