"""A browser with somebody signed in, on Django's own test server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.system_programs import find_browser

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.live_server_helper import LiveServer

    from archive.models import Photo, Release


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, where Django would refuse to read the database; it is idle meanwhile.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, approver: Client) -> Iterator[Page]:
    """A signed-in approver's page; questions before leaving are answered with yes."""
    from django.conf import settings as configured

    cookie = configured.SESSION_COOKIE_NAME
    session = {"name": cookie, "value": approver.cookies[cookie].value, "url": live_server.url}
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1440, "height": 900})
    context.add_cookies([session])  # type: ignore[list-item]  # its cookies are typed by a private name
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def open_sheet(page: Page, release: Release, photos: list[Photo]) -> None:
    """Select these photos and open their sheet by its key."""
    from django.urls import reverse

    page.goto(reverse("desk:release", args=(release.slug,)))
    for photo in photos:
        page.locator(f"#photo-{photo.pk}").click(modifiers=["Control"])
    page.locator(f"#photo-{photo.pk}").press("e")
    expect(page.locator("#sheet form")).to_be_visible()
