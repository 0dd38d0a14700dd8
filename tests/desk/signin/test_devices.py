"""The cookie by which a browser is known for an account."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from desk.signin.devices import COOKIE, device_of, remember_device


def _after(cookie: str, *names: str) -> str:
    for name in names:
        request = RequestFactory().get("/")
        request.COOKIES[COOKIE] = cookie
        response = HttpResponse()
        remember_device(request, response, name)
        cookie = response.cookies[COOKIE].value
    return cookie


def _device(cookie: str, name: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return device_of(request, name)


def test_a_browser_is_known_for_those_who_signed_in_from_it() -> None:
    cookie = _after("", "anna", "Ben")
    assert _device(cookie, "ANNA")
    assert _device(cookie, "ben") not in ("", _device(cookie, "anna"))
    assert _device(cookie, "carla") == ""
    assert "anna" not in cookie
    assert _device(_after(cookie, "anna"), "anna") == _device(cookie, "anna"), "its count of wrong passwords stays"


def test_the_newest_eight_are_kept() -> None:
    cookie = _after("", *(f"n{n}" for n in range(9)))
    assert [bool(_device(cookie, f"n{n}")) for n in range(9)] == [False] + [True] * 8
    assert len(cookie) < 1000


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c"])
def test_a_forged_cookie_is_none(cookie: str) -> None:
    assert _device(cookie, "anna") == ""


def test_scripts_cannot_read_it(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    remember_device(RequestFactory().get("/"), response, "anna")
    morsel = response.cookies[COOKIE]
    assert (morsel["httponly"], morsel["secure"], morsel["samesite"]) == (True, True, "Lax")
