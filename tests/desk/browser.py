"""A page of the desk in a real browser, on the test's own server, opened by somebody who is signed in."""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import APIResponse, Browser, Page, Route, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from archive.models import Photo, Release
from archive.store.buckets import archive
from tests.pipelines.pictures import scene
from tests.system_programs import find_browser

PICTURES = re.compile(r"/photos/\w{12}/\w+(\?|$)")
"""Addresses of a photo's files on the desk."""
WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


@contextmanager
def chromium(patience: int = 30_000) -> Iterator[Browser]:
    """A browser; `expect` waits for `patience` ms. While it is open, the thread has an event loop, beside which Django
    would refuse to work, and has a connection to the record of its own, which nobody else would ever close.
    """
    expect.set_options(timeout=patience)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        yield launched
        connections.close_all()
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def page_in(
    browser: Browser, server: LiveServer, client: Client, ignore: Sequence[str] = (), **options: Any
) -> Iterator[Page]:
    """A page with the session of `client`; whatever the console complains of, but for `ignore`, fails the test."""
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": server.url,
    }
    complaints: list[str] = []

    def hear(text: str) -> None:
        if not any(word in text for word in ignore):
            complaints.append(text)

    context = browser.new_context(**{"base_url": server.url, "locale": "en-GB", "viewport": WIDE} | options)
    context.add_cookies([session])  # type: ignore[list-item]  # its cookies are typed by a private name
    page = context.new_page()
    page.on("console", lambda message: hear(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: hear(str(error)))
    try:
        yield page
        # What is still on its way when the window closes ends with it, and complains.
        heard = [*complaints]
    finally:
        context.close()
    assert not heard, heard


def finish_requests(server: LiveServer) -> None:
    """Wait until the server has done all that pages asked of it that are closed by now."""
    # It takes connections in turn: once it has taken this one, it has taken all before it.
    last = HTTPConnection(server.thread.host, server.thread.port, timeout=30)
    last.request("GET", "/healthz", headers={"Connection": "close"})
    last.getresponse().read()
    last.close()
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(30)
            assert not thread.is_alive(), "a page is still open"


def open_sheet(page: Page, release: Release, photos: list[Photo]) -> None:
    """Select these photos and open their sheet by its key."""
    page.goto(reverse("desk:release", args=(release.slug,)))
    for photo in photos:
        page.locator(f"#photo-{photo.pk}").click(modifiers=["Control"])
    page.locator(f"#photo-{photo.pk}").press("e")
    # A sheet that is open already shows the first of them for a moment.
    single = f"#sheet form[data-single='{photos[0].pk}']"
    expect(page.locator("#sheet form[data-bulk-form]" if len(photos) > 1 else single)).to_be_visible()


def with_pictures(photo: Photo, long_edges: dict[str, int] | None = None) -> Photo:
    """The photo with an object for each of its renditions, 800 pixels wide unless `long_edges` has its profile."""
    assert photo.original
    for rendition in photo.original.renditions.all():
        width, sink = (long_edges or {}).get(rendition.profile, 800), io.BytesIO()
        scene((width, width * 2 // 3)).save(sink, rendition.media_type.removeprefix("image/"))
        archive().put(rendition.key, sink.getvalue(), rendition.media_type)
    return photo


def becomes(page: Page, condition: Callable[[], bool]) -> None:
    """Wait for what `expect` knows nothing of. Raises AssertionError where it does not come about."""
    for _try in range(600):  # 30 s, as `expect` waits
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError


class HeldRequests:
    """What a page asks at an address waits, and goes on to the desk one by one, as the test lets it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._held: list[tuple[Route, APIResponse | None]] = []
        page.route(address, lambda route: self._held.append((route, self._ask(route))))

    def wait(self) -> None:
        """Until one is held. Raises AssertionError where none comes."""
        becomes(self.page, lambda: bool(self._held))

    def let_one_go(self) -> None:
        self.wait()
        route, answer = self._held.pop(0)
        if answer:
            route.fulfill(response=answer)
        else:
            route.continue_()

    def _ask(self, _route: Route) -> APIResponse | None:
        return None


class HeldAnswers(HeldRequests):
    """The desk does what it is asked at once; the answers come one by one, as the test lets them go."""

    def _ask(self, route: Route) -> APIResponse:
        return route.fetch()
