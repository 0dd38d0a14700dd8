"""Full size in a real browser: keys, zoom, comparing, details."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from archive.models import Release
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from pipelines.metadata.exposure import Exposure
from tests.desk.browser import PHONE, HeldAnswers, becomes, page_in, with_pictures
from tests.factories import make_photo, make_photographer, make_release
from tests.page_checks import expect_accessible, expect_touchable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("buckets")]

WIDTHS = {"download": 2000, "3000": 1800, "1600": 900}
"""Of the large files; the names of those that are asked for tell them apart, too."""


@pytest.fixture
def release() -> Release:
    """Four photos by one photographer."""
    release, photographer = make_release(), make_photographer()
    for n in range(4):
        exposure = SourcedValue[Exposure](value=Exposure(aperture=4, iso=100 << n), source="exif")
        columns: dict[str, Any] = {"filename": f"IMG_{n}.JPG", "captions": {"de": f"Umzug {n}"}}
        photo = make_photo(release, photographer=photographer, metadata=PhotoMetadata(exposure=exposure), **columns)
        with_pictures(photo, WIDTHS)
    return release


def open_sheet(page: Page, release: Release) -> Locator:
    """The contact sheet with its first photo at full size; the dialog."""
    page.goto(reverse("desk:release", args=(release.slug,)))
    page.get_by_role("gridcell").first.press("z")
    return page.get_by_role("dialog", name="Full size")


def shown(viewer: Locator) -> list[str]:
    """The profile of each picture on show."""
    sources: list[str] = viewer.locator(".look img").evaluate_all("all => all.map(img => new URL(img.src).pathname)")
    return [source.rpartition("/")[2] for source in sources]


def states(page: Page) -> list[str]:
    found: list[str] = page.locator(".tile").evaluate_all("all => all.map(tile => tile.dataset.state)")
    return found


def box_of(image: Locator) -> FloatRect:
    """Where a picture is, which must be on show."""
    box = image.bounding_box()
    assert box
    return box


def test_keys_decide_and_move(browser: Browser, live_server: LiveServer, release: Release, approver: Client) -> None:
    with page_in(browser, live_server, approver) as page:
        viewer = open_sheet(page, release)
        count, name = viewer.locator(".viewer-count"), viewer.locator(".viewer-title strong")
        expect(count).to_have_text("1/4")
        page.keyboard.press("Shift+A")
        expect(count).to_have_text("2/4")
        page.keyboard.press("d")
        becomes(page, lambda: states(page)[:2] == ["approved", "declined"])
        expect(name).to_have_text("IMG_1.JPG")
        expect(viewer.locator(".viewer-title .badge")).to_have_text("declined")
        expect(viewer.locator("[data-key=d]")).to_be_disabled()
        viewer.get_by_role("button", name="To review again").click()
        becomes(page, lambda: states(page)[:2] == ["approved", "ready"])
        expect(viewer.locator("[data-key=d]")).to_be_enabled()
        # The space bar looks closer, also after a click; it never goes back.
        viewer.get_by_role("button", name="Next photo").click()
        page.keyboard.press(" ")
        expect(viewer.get_by_role("button", name="100 %")).to_have_attribute("aria-pressed", "true")
        expect(name).to_have_text("IMG_2.JPG")
        viewer.get_by_role("button", name="IMG_3.JPG").click()
        expect(count).to_have_text("4/4")
        page.keyboard.press("Escape")
        expect(page.get_by_role("gridcell").nth(3)).to_be_focused()
        page.get_by_role("gridcell").nth(3).press("z")
        page.keyboard.press("e")
        expect(page.locator("#sheet form")).to_be_visible()
        expect(viewer).to_be_hidden()


def test_own_pixels_under_the_pointer_with_and_without_the_watermark(
    browser: Browser, live_server: LiveServer, release: Release, approver: Client
) -> None:
    with page_in(browser, live_server, approver) as page:
        viewer = open_sheet(page, release)
        image = viewer.locator(".look img")
        becomes(page, lambda: shown(viewer) == ["1600"])
        page.keyboard.press("w")
        becomes(page, lambda: shown(viewer) == ["download"])
        page.keyboard.press("w")
        becomes(page, lambda: shown(viewer) == ["1600"])
        becomes(page, lambda: box_of(image)["width"] == WIDTHS["1600"])
        box = box_of(image)
        at = {"x": box["x"] + box["width"] * 0.75, "y": box["y"] + box["height"] * 0.25}
        page.mouse.click(at["x"], at["y"])
        becomes(page, lambda: shown(viewer) == ["3000"])
        becomes(page, lambda: box_of(image)["width"] == WIDTHS["3000"])
        large = box_of(image)
        assert (at["x"] - large["x"]) / large["width"] == pytest.approx(0.75, abs=0.02)
        assert (at["y"] - large["y"]) / large["height"] == pytest.approx(0.25, abs=0.02)
        page.mouse.down()
        page.mouse.move(at["x"] - 90, at["y"], steps=3)
        page.mouse.up()
        assert box_of(image)["x"] == pytest.approx(large["x"] - 90, abs=1)
        page.mouse.click(at["x"], at["y"])
        expect(viewer.get_by_role("button", name="Fit")).to_have_attribute("aria-pressed", "true")


def test_side_by_side(browser: Browser, live_server: LiveServer, release: Release, approver: Client) -> None:
    with page_in(browser, live_server, approver) as page:
        page.goto(reverse("desk:release", args=(release.slug,)))
        tiles = page.get_by_role("gridcell")
        tiles.first.click()
        tiles.nth(2).click(modifiers=["Shift"])
        page.keyboard.press("c")
        viewer = page.get_by_role("dialog", name="Full size")
        panes = viewer.locator(".pane")
        expect(panes).to_have_count(3)
        inside = "all => all.every(p => p.querySelector('img').offsetWidth <= p.clientWidth && p.clientWidth <= 480)"
        becomes(page, lambda: shown(viewer) == ["1600"] * 3)
        assert panes.evaluate_all(inside), "each photo stays within its third"
        expect(panes.nth(1).get_by_role("listitem")).to_have_text(["f/4", "ISO 200", "18:00:00"])
        expect(viewer.locator("[data-differs]")).to_have_text(["ISO 100", "ISO 200", "ISO 400"])
        page.keyboard.press("z")
        page.keyboard.press("Shift+ArrowRight")
        becomes(page, lambda: shown(viewer) == ["3000"] * 3)
        styles = "all => all.map(img => img.style.transform)"
        becomes(page, lambda: len(set(viewer.locator(".look img").evaluate_all(styles))) == 1)
        page.keyboard.press("l")
        page.keyboard.press("Shift+ArrowRight")
        assert len(set(viewer.locator(".look img").evaluate_all(styles))) == 2
        page.keyboard.press("ArrowRight")
        expect(panes.nth(1)).to_have_attribute("data-active", "")
        page.keyboard.press("k")
        becomes(page, lambda: states(page) == ["declined", "ready", "declined", "ready"])
        expect(panes).to_have_count(1)
        expect(viewer.locator(".viewer-title strong")).to_have_text("IMG_1.JPG")


def test_details_follow_and_a_phone_has_room(
    browser: Browser, live_server: LiveServer, release: Release, approver: Client
) -> None:
    with page_in(browser, live_server, approver) as page:
        viewer = open_sheet(page, release)
        details = viewer.get_by_role("complementary", name="Details")
        expect(details).to_contain_text("Umzug 0")
        page.keyboard.press("ArrowRight")
        expect(details).to_contain_text("Umzug 1")
        answers = HeldAnswers(page, "**/details/")
        page.keyboard.press("ArrowRight")
        answers.wait()
        page.keyboard.press("ArrowRight")
        expect(details).to_be_empty()
        answers.let_one_go()
        answers.wait()
        expect(details, "what is known of the photo before is not shown").to_be_empty()
        answers.let_one_go()
        expect(details).to_contain_text("Umzug 3")
        page.unroute("**/details/")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        expect(details).to_contain_text("Umzug 3")
        page.keyboard.press("Escape")
        page.get_by_role("gridcell").nth(3).press("z")
        expect(details).to_contain_text("Umzug 3")
        page.keyboard.press("i")
        expect(details).to_be_hidden()
        page.reload()
        page.get_by_role("gridcell").first.press("z")
        expect(details).to_be_hidden()
        page.set_viewport_size(PHONE)
        expect(viewer.get_by_role("button", name="Approve")).to_be_in_viewport(ratio=1)
        picture = viewer.locator(".look img")
        expect(picture).to_have_js_property("complete", True)
        assert box_of(picture)["width"] >= 340
        expect(viewer.locator(".filmstrip [tabindex='0']")).to_have_attribute("aria-current", "true")
        expect_accessible(page)
        expect_touchable(page)
        page.keyboard.press("i")
        expect(details).to_contain_text("Umzug 0")
        page.set_viewport_size({"width": 390, "height": 480})  # where details scroll, keys reach them
        expect_accessible(page)
