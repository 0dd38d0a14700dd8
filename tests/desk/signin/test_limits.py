"""Guessing is limited, and limits a guesser alone: real attempts at the running desk."""

from __future__ import annotations

import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from archive.people.accounts import create_account
from desk.signin.limits import PER_ACCOUNT, PER_ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough password"


class Browser:
    """A client of the running desk that keeps its cookies and comes from one address."""

    def __init__(self, desk: LiveServer, address: str) -> None:
        self.desk, self.address = desk.url, address
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def send(self, path: str, **fields: str) -> tuple[int, str, dict[str, str]]:
        body = urllib.parse.urlencode(fields).encode() if fields else None
        headers = {"X-Forwarded-For": f"198.51.100.66, {self.address}", "Accept-Language": "en"}
        request = urllib.request.Request(f"{self.desk}{path}", body, headers)  # noqa: S310  (http, our own)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)

    def sign_in(self, name: str, password: str) -> tuple[int, str, dict[str, str]]:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.send("/sign-in/")[1])
        assert token
        return self.send("/sign-in/", csrfmiddlewaretoken=token[1], login=name, password=password)

    def sign_out(self) -> None:
        for cookie in list(self.jar):
            if cookie.name == "sessionid":
                self.jar.clear(cookie.domain, cookie.path, cookie.name)

    def gets_in(self, name: str) -> bool:
        status, page, _headers = self.sign_in(name, PASSWORD)
        return status == 200 and 'action="/sign-out/"' in page


@pytest.fixture
def desk(live_server: LiveServer, settings: Settings) -> LiveServer:
    settings.TRUSTED_PROXIES = 1
    for name in ("anna", "ben"):
        create_account(name, "editor", PASSWORD)
    return live_server


def test_a_known_browser_stays_open_whatever_others_try(desk: LiveServer) -> None:
    annas = Browser(desk, "203.0.113.1")
    assert annas.gets_in("anna")
    annas.sign_out()
    for n in range(3 * PER_ACCOUNT):
        # From her own office, through the same proxy, and from everywhere else.
        Browser(desk, f"203.0.113.{n % 3 + 1}").sign_in("anna", "wrong")
    status, page, headers = Browser(desk, "203.0.113.200").sign_in("anna", PASSWORD)
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 900
    assert "15 minutes" in page
    assert annas.gets_in("anna")


def test_ten_wrong_passwords_through_the_proxy_pause_no_other_account_or_address(desk: LiveServer) -> None:
    for _ in range(PER_ACCOUNT + 1):
        status, _page, _headers = Browser(desk, "203.0.113.1").sign_in("anna", "wrong")
    assert status == 429
    assert Browser(desk, "203.0.113.1").gets_in("ben")
    assert Browser(desk, "203.0.113.2").gets_in("ben")


def test_sixty_names_from_one_address_are_not_tried(desk: LiveServer) -> None:
    seen = [Browser(desk, "203.0.113.1").sign_in(f"name{n}", "wrong")[0] for n in range(60)]
    assert seen == [200] * PER_ADDRESS + [429] * (60 - PER_ADDRESS)
    assert Browser(desk, "203.0.113.2").gets_in("ben")


def test_a_forged_header_is_no_new_address(desk: LiveServer, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    for n in range(PER_ADDRESS):
        Browser(desk, f"203.0.113.{n}").sign_in(f"name{n}", "wrong")
    assert Browser(desk, "203.0.113.99").sign_in("ben", PASSWORD)[0] == 429


def test_a_hundred_at_once_are_limited_too(desk: LiveServer) -> None:
    seen: list[int] = []

    def guess() -> None:
        seen.append(Browser(desk, "203.0.113.1").sign_in("anna", "wrong")[0])

    threads = [threading.Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.count(200) <= PER_ACCOUNT


def test_right_passwords_are_not_counted(desk: LiveServer) -> None:
    assert all(Browser(desk, "203.0.113.1").gets_in("ben") for _ in range(PER_ADDRESS + 1))


def test_unknown_names_get_the_same_answers(desk: LiveServer) -> None:
    def answers(name: str, address: str) -> list[tuple[int, str]]:
        pages = [Browser(desk, address).sign_in(name, "wrong")[:2] for _ in range(PER_ACCOUNT + 1)]
        return [(status, re.sub(r'(token" (?:value|content)=")\w+|' + name, "", page)) for status, page in pages]

    assert answers("anna", "203.0.113.1") == answers("nobody", "203.0.113.2")
