"""What the contact sheet looks like in a real browser: room for photos, columns, bars, focus, colours, paper."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import DjangoDbBlocker

from archive.people.accounts import create_account
from tests.factories import make_photo, make_photographer, make_release
from tests.page_checks import expect_accessible, expect_touchable

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

COUNT = 26
Opener = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def sheet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The page of a release with photos in every state, eight of most, for somebody who may approve."""
    with django_db_blocker.unblock(), transaction.atomic():
        release, photographer = make_release(), make_photographer()
        make_photo(release, "refused", photographer=photographer, problem="empty", original=None)
        make_photo(release, "developing", photographer=photographer, original=None)
        for n in range(COUNT - 2):
            state = ("ready", "approved", "declined")[n % 3]
            make_photo(release, state, photographer=photographer, alt_texts={}, approved_revision=1)
        create_account("approver", "approver", "a long enough password")
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(get_user_model().objects.get(username="approver"))
        html = client.get(reverse("desk:release", args=(release.slug,))).content.decode()
        transaction.set_rollback(True)
    return html


@pytest.fixture
def opened(db: None, browser: Browser, sheet: str) -> Iterator[Opener]:
    """Opens the page in a window of this size. Nothing is fetched but the desk's own scripts and style sheets."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if path == "/":
            route.fulfill(body=sheet, content_type="text/html; charset=utf-8")
        elif found:
            route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(path)[0])
        else:
            route.fulfill(status=204)

    complaints: list[str] = []

    @contextmanager
    def open_page(width: int, height: int, **options: Any) -> Iterator[Page]:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto("http://desk.test/")
        yield page
        context.close()

    yield open_page
    assert complaints == []


def top_of_photos(page: Page) -> float:
    box = page.locator(".frame").first.bounding_box()
    assert box
    return box["y"]


def columns(page: Page) -> int:
    style: str = page.locator("#grid").evaluate("grid => getComputedStyle(grid).gridTemplateColumns")
    return len(style.split())


def test_photos_come_first(opened: Opener) -> None:
    for width, height, wanted in ((1440, 900, 5), (390, 844, 2), (2560, 1440, 8)):
        with opened(width, height) as page:
            assert columns(page) == wanted
            for _selected in (False, True):
                assert top_of_photos(page) < 300, "at 1440 by 900 at least 600 px belong to photos"
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.get_by_role("gridcell").nth(1).click()
                expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()


def test_chips_count_and_filter_and_dead_buttons_are_gone(opened: Opener) -> None:
    with opened(1440, 900) as page:
        shown = page.locator(".tile:visible")
        page.get_by_role("button", name="8 approved").click()
        expect(shown).to_have_count(8)
        page.get_by_role("gridcell", name="approved").first.click()
        bar = page.get_by_role("toolbar", name="Selection")
        expect(bar.get_by_role("button", name="Decline 1")).to_be_visible()
        expect(bar.get_by_role("button", name="Approve")).to_have_count(0)
        expect(bar.get_by_role("button", name="Compare")).to_have_count(0)
        page.get_by_role("button", name="All 26").click()
        expect(shown).to_have_count(COUNT)
        page.keyboard.press("Escape")
        page.get_by_role("searchbox").fill(page.locator("[data-state=declined]").first.get_attribute("data-name") or "")
        expect(shown).to_have_count(1)
        page.get_by_role("searchbox").fill("no photo is called like this")
        expect(page.get_by_role("heading", name="No photo matches the filter")).to_be_visible()
        expect_accessible(page)


@pytest.mark.parametrize(("width", "height"), [(720, 450), (1440, 900), (390, 844)], ids=["200 %", "100 %", "phone"])
def test_nothing_that_has_the_focus_is_hidden_below_a_bar_or_a_message(opened: Opener, width: int, height: int) -> None:
    covered = """tile => {
      const { left, top, right, bottom } = tile.getBoundingClientRect();
      const hit = (x, y) => tile.contains(document.elementFromPoint(x, Math.min(Math.max(y, 1), innerHeight - 1)));
      return !(hit((left + right) / 2, top + 2) && hit((left + right) / 2, Math.min(bottom, innerHeight) - 8));
    }"""
    with opened(width, height) as page:
        page.get_by_role("gridcell").first.click()
        page.locator("#toasts").evaluate("one => one.append(...[1, 2].map(() => one.ownerDocument.createElement('p')))")
        page.locator("#toasts p").evaluate_all("them => them.forEach((one) => one.classList.add('toast'))")
        for key in [*["ArrowDown"] * 8, *["ArrowUp"] * 6, "End"]:
            page.keyboard.press(key)
            assert not page.locator(".tile:focus").evaluate(covered), key


def test_a_finger_hits_every_control(opened: Opener) -> None:
    beyond = """() => [...document.querySelectorAll("#actions > *")]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth)
      .map((each) => each.outerHTML.slice(0, 90))"""
    with opened(390, 844) as page:
        page.get_by_role("gridcell").nth(3).click()
        page.get_by_role("gridcell").nth(4).click(modifiers=["Control"])
        expect(page.locator("#chosen")).to_be_visible()
        assert page.evaluate(beyond) == [], "nothing of the selection bar is cut off"
        expect_touchable(page)
        for menu in page.locator("details.menu > summary").all():
            menu.evaluate("summary => { summary.parentElement.open = true; }")
            expect_touchable(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            menu.evaluate("summary => { summary.parentElement.open = false; }")
        page.locator("#offline .banner, #sheet").evaluate_all("them => them.forEach((one) => { one.hidden = false; })")
        banner, sheet = (page.locator(one).bounding_box() for one in ("#offline .banner", "#sheet"))
        assert banner
        assert sheet
        assert banner["y"] + banner["height"] <= sheet["y"], "what it says is not covered"


def test_forced_colours_keep_selection_and_focus_apart(opened: Opener) -> None:
    outline = "tile => { const s = getComputedStyle(tile); return [s.outlineStyle, s.outlineWidth, s.outlineColor]; }"
    with opened(1440, 900, forced_colors="active") as page:
        first, second = page.get_by_role("gridcell").nth(0), page.get_by_role("gridcell").nth(1)
        first.click()
        second.focus()
        page.keyboard.press("Control+ArrowRight")
        seen = [page.get_by_role("gridcell").nth(n).evaluate(outline) for n in (0, 1, 2)]
    assert seen[0][:2] == seen[2][:2] == ["solid", "3px"]
    assert seen[1][0] == "none", "neither selected nor focused"
    assert seen[0][2] != seen[2][2]


def test_paper_shows_every_photo(opened: Opener) -> None:
    with opened(1440, 900) as page:
        page.get_by_role("gridcell").nth(1).click()
        page.emulate_media(media="print")
        assert page.get_by_role("toolbar", name="Selection").is_hidden()
        assert page.locator("#chips").is_hidden()
        last = page.locator(".tile").last.bounding_box()
        assert last
        assert page.evaluate("document.documentElement.scrollHeight") >= last["y"] + last["height"]
        assert columns(page) == 4


def test_axe_finds_nothing(opened: Opener) -> None:
    for scheme, width, height in (("light", 1440, 900), ("dark", 390, 844)):
        with opened(width, height, color_scheme=scheme) as page:
            page.get_by_role("gridcell").nth(3).click()
            page.get_by_label("More filters").click()
            expect_accessible(page)
