"""Decisions by key in a real browser: none is lost, none hits another photo, and each can be undone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from archive.models import Decision, Release
from archive.photos.editing import edit
from tests.desk.browser import HeldAnswers, HeldRequests
from tests.factories import EDITOR, make_photo, make_release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def expected_complaints() -> tuple[str, ...]:
    return ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 500")


@pytest.fixture
def release() -> Release:
    release = make_release()
    for _n in range(12):
        make_photo(release)
    return release


@pytest.fixture
def page(page: Page, release: Release) -> Page:
    """The release's contact sheet."""
    page.goto(reverse("desk:release", args=(release.slug,)))
    return page


def states(release: Release) -> list[str]:
    return list(release.photos.values_list("state", flat=True))


def test_ten_fast_decisions_are_ten(page: Page, release: Release) -> None:
    page.get_by_role("gridcell").first.focus()
    for _n in range(10):
        page.keyboard.press("Shift+A")
        page.wait_for_timeout(120)
    expect(page.locator(".tile[data-state=approved]")).to_have_count(10)
    expect(page.locator(".tile[data-pending]")).to_have_count(0)
    assert states(release).count("approved") == 10
    # Each press is one to undo, the latest first.
    for left in (9, 8):
        page.keyboard.press("u")
        expect(page.locator(".tile[data-state=approved]")).to_have_count(left)
    assert Decision.objects.filter(action="undone").count() == 2


def test_a_poll_that_was_overtaken_takes_back_nothing_that_can_be_undone(page: Page, release: Release) -> None:
    polls = HeldAnswers(page, "**/changes/**")
    other, tile = page.get_by_role("gridcell").nth(1), page.get_by_role("gridcell").first
    edit(str(other.get_attribute("data-id")), {"captions.de": "Neu"}, EDITOR, may_approve=False)
    poll = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(poll)
    polls.wait()
    tile.press("a")
    expect(page.locator("#undo-stack li")).to_have_count(1)
    page.evaluate(poll)
    polls.let_one_go()
    # The second is asked for: the answer to the first has been read.
    polls.wait()
    assert page.locator("#undo-stack li").count() == 1
    page.keyboard.press("u")
    expect(tile).to_have_attribute("data-state", "ready")


def test_offline_decisions_wait_and_survive_a_reload(page: Page, release: Release) -> None:
    tiles = page.get_by_role("gridcell")
    tiles.first.focus()
    page.route("**/act/", lambda route: route.abort())
    for _n in range(3):
        page.keyboard.press("Shift+D")
    banner = page.locator("#offline")
    expect(banner).to_contain_text("3 decisions wait here")
    expect(page.locator(".tile[data-pending=decline]")).to_have_count(3)
    expect(tiles.first).to_contain_text("declined, not sent yet")
    page.keyboard.press("u")
    expect(banner).to_contain_text("2 decisions wait here")
    page.reload()
    expect(page.locator(".tile[data-pending=decline]")).to_have_count(2)
    expect(banner).to_contain_text("2 decisions wait here")
    answers = HeldAnswers(page, "**/act/")  # else the page's own next try may take the button away
    page.get_by_role("button", name="Try now").click()
    for _n in range(2):
        answers.let_one_go()
    expect(page.locator(".tile[data-state=declined]")).to_have_count(2)
    expect(banner.locator(".banner")).to_be_hidden()
    assert states(release).count("declined") == 2


def test_a_decision_whose_answer_was_lost_is_undone_by_the_desk(page: Page, release: Release) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/act/", lose)
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("a")
    expect(page.locator("#offline")).to_contain_text("1 decision waits here")
    assert "approved" in states(release)
    page.unroute("**/act/")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("1 photo is as it was before.")
    assert "approved" not in states(release)


def test_a_decision_that_fails_says_so_on_its_tile_and_can_be_repeated(page: Page) -> None:
    tile = page.get_by_role("gridcell").first
    tile.focus()
    decisions = HeldRequests(page, "**/act/")
    page.keyboard.press("a")
    decisions.wait()
    edit(str(tile.get_attribute("data-id")), {"captions.de": "Neu"}, EDITOR, may_approve=False)
    decisions.let_one_go()
    page.unroute("**/act/")
    expect(tile.locator(".mark-failed")).to_contain_text("It was changed while you looked at it; look again.")
    tile.get_by_role("button", name="Try again").click()
    expect(tile).to_have_attribute("data-state", "approved")
    expect(tile.locator(".mark-failed")).to_have_count(0)


def test_a_desk_that_breaks_down_fails_the_decision_and_goes_on(page: Page) -> None:
    broken: list[bool] = []

    def break_once(route: Route) -> None:
        if broken:
            return route.continue_()
        broken.append(True)
        return route.fulfill(status=500, body="<main><p>Something broke.</p></main>", content_type="text/html")

    page.route("**/act/", break_once)
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("Shift+A")
    page.keyboard.press("Shift+A")
    expect(page.get_by_role("gridcell").nth(1)).to_have_attribute("data-state", "approved")
    expect(page.get_by_role("gridcell").first.locator(".mark-failed")).to_contain_text("Something broke.")


def test_neither_a_strange_answer_nor_a_full_browser_holds_decisions_up(page: Page, release: Release) -> None:
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }")
    page.route("**/act/", lambda route: route.fulfill(body="<p>Welcome to our hotel</p>", content_type="text/html"))
    page.get_by_role("gridcell").first.focus()
    page.keyboard.press("Shift+A")
    expect(page.locator("#offline")).to_contain_text("1 decision waits here")
    answers = HeldAnswers(page, "**/act/")  # else they may have been sent before the button is pressed
    page.keyboard.press("Shift+A")
    page.get_by_role("button", name="Try now").click()
    for _n in range(2):
        answers.let_one_go()
    expect(page.locator(".tile[data-state=approved]")).to_have_count(2)
    assert states(release).count("approved") == 2


def test_with_four_eyes_an_own_photo_is_told_before_it_is_approved(
    settings: Settings, page: Page, release: Release
) -> None:
    settings.FOUR_EYES = True
    own = release.photos.first()
    assert own
    release.photos.filter(pk=own.pk).update(edited_by="approver")
    page.reload()
    page.get_by_role("gridcell").first.click()
    page.get_by_role("gridcell").nth(1).click(modifiers=["Shift"])
    toolbar = page.get_by_role("toolbar", name="Selection")
    expect(toolbar.get_by_role("button", name="Approve 1")).to_be_visible()
    expect(toolbar).to_contain_text("1 is not yours to approve: you changed it last.")
    page.get_by_role("gridcell").first.press("Enter")
    viewer = page.get_by_role("dialog", name="Full size")
    expect(viewer.get_by_text("You changed it last").first).to_be_visible()
    expect(viewer.get_by_role("button", name="Approve")).to_be_hidden()
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("not yours to approve")
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("button", name="Approve")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(".tile[data-state=approved]")).to_have_count(1)
    assert "approved" not in states(release)[:1]
