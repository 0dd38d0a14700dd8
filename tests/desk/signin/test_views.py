"""The pages at the door in a real browser: passkeys by a virtual authenticator, both languages, both themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from archive.people.accounts import create_account
from tests.desk.browser import PHONE, WIDE, HeldRequests
from tests.desk.signin.test_second_factor import PASSWORD, code
from tests.page_checks import expect_accessible, expect_touchable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anna() -> User:
    create_account("anna", "approver", PASSWORD)
    return User.objects.get(username="anna")


class Visit:
    """A browser window of somebody; whatever its console complains of fails the test."""

    def __init__(self, browser: Browser, desk: LiveServer, **options: Any) -> None:
        # Passkeys need a name; the server listens on the same port of 127.0.0.1.
        base = desk.url.replace("127.0.0.1", "localhost")
        self.context: BrowserContext = browser.new_context(
            base_url=base, **{"locale": "en-GB", "viewport": WIDE} | options
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def add_authenticator(self) -> None:
        """A device with a fingerprint reader, which answers at once."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})

    def give_password(self) -> None:
        self.page.goto("/sign-in/")
        self.page.locator("[name=login]").fill("anna")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")

    def confirm(self) -> None:
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")


@pytest.fixture
def begin_visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visit]]:
    """Opens a window with these options, which closes with the test."""
    with ExitStack() as windows:

        def begin(**options: Any) -> Visit:
            visit = Visit(browser, live_server, **options)
            windows.callback(visit.context.close)
            return visit

        yield begin


def test_a_passkey_is_added_and_signs_in_alone_and_as_second_step(
    begin_visit: Callable[..., Visit], anna: User
) -> None:
    visit = begin_visit()
    page = visit.page
    visit.add_authenticator()
    visit.give_password()
    expect(page.locator("#nav-queue")).to_be_visible()
    page.goto("/account/")
    page.get_by_role("link", name="Add a passkey").click()
    visit.confirm()
    page.get_by_label("Name, for you to tell it from others").fill("Laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert len(page.locator("#codes").inner_text().split()) == 10
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    kept = Path(download.value.path()).read_text("utf-8")
    assert kept.split() == page.locator("#codes").inner_text().split()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Laptop", exact=True)).to_be_visible()

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#nav-queue")).to_be_visible()

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    visit.give_password()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#nav-queue")).to_be_visible()

    page.goto("/account/")
    page.get_by_role("link", name="Remove: Laptop").click()
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Laptop", exact=True)).to_have_count(0)
    assert visit.complaints == []


def test_a_passkey_that_does_not_work_is_told(begin_visit: Callable[..., Visit]) -> None:
    visit = begin_visit()
    devtools = visit.context.new_cdp_session(visit.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": added["authenticatorId"], "isUserVerified": False})
    scripts = HeldRequests(visit.page, "**/onload.js")
    visit.page.goto("/sign-in/", wait_until="commit")
    button = visit.page.get_by_role("button", name="Sign in with a passkey")
    expect(button, "nothing would hear it yet").to_be_disabled()
    scripts.let_one_go()
    button.click()
    expect(visit.page.get_by_text("The passkey did not work")).to_be_visible()
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("language", "theme", "viewport"),
    [("de-DE", "light", PHONE), ("en-GB", "dark", WIDE)],
    ids=["german-light-phone", "english-dark-wide"],
)
def test_every_page_is_accessible_and_fits(
    begin_visit: Callable[..., Visit],
    anna: User,
    settings: Settings,
    language: str,
    theme: Any,
    viewport: dict[str, int],
) -> None:
    settings.MAIL_WORKS, settings.OIDC_ISSUER, settings.SECOND_FACTOR_FOR = True, "https://id.example", ["approver"]
    settings.SIGN_IN_HELP = "Frau Berg, Tel. 4711"
    visit = begin_visit(locale=language, color_scheme=theme, viewport=viewport)
    page = visit.page

    for address in ("sign-in", "password", "password/asked", "password/done", "password/new/1-x"):
        page.goto(f"/{address}/")
        expect_accessible(page)
        if viewport == PHONE:
            expect_touchable(page)
    page.goto("/sign-in/")
    page.locator("[name=login]").fill("anna")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").first.wait_for()
    expect_accessible(page)
    visit.give_password()
    page.wait_for_url("**/account/")
    expect_accessible(page)
    page.goto(reverse("mfa_activate_totp"))
    expect_accessible(page)
    visit.confirm()
    page.locator("[name=code]").wait_for()
    expect_accessible(page)
    page.locator("[name=code]").fill(code(page.locator(".key code").inner_text()))
    page.keyboard.press("Enter")
    page.locator("#codes").wait_for()
    expect_accessible(page)
    for name in ("recovery_codes", "generate_recovery_codes", "deactivate_totp", "add_webauthn"):
        page.goto(reverse({"recovery_codes": "mfa_view_recovery_codes"}.get(name, f"mfa_{name}")))
        expect_accessible(page)
    page.goto("/account/password/")
    expect_accessible(page)
    page.goto("/account/")
    expect_accessible(page)
    page.locator("details.menu summary").click()
    expect_accessible(page)
    visit.context.clear_cookies(name="sessionid")
    visit.give_password()
    page.locator("[name=code]").wait_for()
    expect_accessible(page)
    assert [one for one in visit.complaints if "400" not in one] == []
