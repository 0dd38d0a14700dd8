"""People who sign in. Django is imported inside: pytest reads this file before the servers' addresses are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from archive.models import Photographer


def _account(name: str, role: str) -> User:
    from django.contrib.auth import get_user_model

    from archive.people.accounts import create_account

    create_account(name, role, "a long enough password")
    return get_user_model().objects.get(username=name)


def _browser() -> Client:
    """A browser in English, as the words in the code are; the German catalogue has a test of its own."""
    from django.test import Client

    return Client(headers={"Accept-Language": "en"})


def _sign_in(user: User) -> Client:
    client = _browser()
    client.force_login(user)
    return client


@pytest.fixture
def stranger() -> Client:
    """Nobody has signed in."""
    return _browser()


@pytest.fixture
def editor(db: None) -> Client:
    return _sign_in(_account("editor", "editor"))


@pytest.fixture
def approver(db: None) -> Client:
    return _sign_in(_account("approver", "approver"))


@pytest.fixture
def admin(db: None) -> Client:
    return _sign_in(_account("admin", "admin"))


@pytest.fixture
def anna(db: None) -> Photographer:
    """A photographer with an account."""
    from archive.models import Photographer

    return Photographer.objects.create(slug="anna", name="Anna Łuk", account=_account("anna", "photographer"))


@pytest.fixture
def annas_browser(anna: Photographer) -> Client:
    assert anna.account is not None
    return _sign_in(anna.account)


@pytest.fixture
def live_server(live_server: LiveServer, db: None) -> Iterator[LiveServer]:
    """The desk as a server. At the test's end it finishes what it was asked, which would else be done while the tables
    are emptied, whose lock it may be in the way of, or in the next test.
    """
    from tests.desk.browser import finish_requests

    yield live_server
    finish_requests(live_server)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from tests.desk.browser import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture
def expected_complaints() -> tuple[str, ...]:
    """What a module's pages may complain of in the console; for a module to override."""
    return ()


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, approver: Client, expected_complaints: tuple[str, ...]
) -> Iterator[Page]:
    """An approver's page. Photos here have no files: an empty picture is drawn. Questions before leaving get a yes."""
    from tests.desk.browser import PICTURES, page_in

    with page_in(browser, live_server, approver, ignore=expected_complaints) as page:
        page.route(PICTURES, lambda route: route.fulfill(content_type="image/svg+xml", body="<svg/>"))
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
