"""The desk in a real browser, on the whole running stack: a press officer's ten minutes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.browser import chromium
from tests.journey.running_stack import TIMEOUT, RunningStack, get, picture
from tests.page_checks import expect_accessible, expect_touchable
from tests.pipelines.imaging.labelled_pictures import scene

pytestmark = [pytest.mark.journey, pytest.mark.browser]

PATIENCE = TIMEOUT * 1000  # milliseconds
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(PATIENCE) as opened:
        yield opened


@pytest.fixture(scope="module")
def small_release(running: RunningStack) -> str:
    """Two developed photos that nobody decides on."""
    return release_with_photos(running, 2)[0]


@contextmanager
def signed_in(
    browser: Browser, running: RunningStack, answers: tuple[str, ...] = ("409",), **options: Any
) -> Iterator[Page]:
    """A page of somebody who may approve; whatever the console complains of, but `answers`, fails the test.

    Chromium reports every 409 there, though a conflict is an answer like any other.
    """
    context = browser.new_context(
        base_url=running.environment["BILDSTELLE_PUBLIC_URL"], locale="en-GB", **{"viewport": WIDE} | options
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []

    def is_one_of(text: str) -> bool:
        return any(answer in text for answer in answers)

    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and not is_one_of(m.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    sign_in(page, running)
    yield page
    # What is still on its way when the window closes ends with it, and complains.
    heard = [*complaints]
    context.close()
    assert heard == []


def sign_in(page: Page, running: RunningStack) -> None:
    account = next(account for account in running.stack.first_accounts if account.role == "approver")
    page.get_by_label("User name").fill(account.username)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#nav-queue")).to_be_visible()


def test_a_german_browser_is_answered_in_german(browser: Browser, running: RunningStack) -> None:
    context = browser.new_context(base_url=running.environment["BILDSTELLE_PUBLIC_URL"], locale="de-DE")
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "de"
    context.close()


def release_with_photos(running: RunningStack, count: int) -> tuple[str, str]:
    """A release and a photographer whose drop is developed."""
    release, (photographer, own_key) = running.make_release(), running.make_photographer("Jörg Żółw")
    for n in range(count):
        sink = io.BytesIO()
        # Each shows something else: likenesses would lie in a stack.
        scene(n).save(sink, "JPEG", comment=f"{release} {n}".encode())
        own_key.put_object(Bucket="incoming", Key=f"{photographer}/{release}/IMG_{n:04d}.JPG", Body=sink.getvalue())
    running.wait_until_developed(release, count)
    return release, photographer


def test_caption_approve_publish(browser: Browser, running: RunningStack) -> None:
    release, photographer = release_with_photos(running, 3)
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/")
        tiles = page.get_by_role("gridcell")
        expect(tiles).to_have_count(3)

        # A fourth photo appears without a reload; the selection stays.
        tiles.first.click()
        running.s3.put_object(Bucket="incoming", Key=f"{photographer}/{release}/LT (4).jpg", Body=picture())
        expect(tiles).to_have_count(4)
        expect(tiles.first).to_have_attribute("aria-selected", "true")
        expect(page.locator(".tile[data-state=ready]")).to_have_count(4)

        # One photo by its sheet, from the keyboard.
        tiles.first.press("e")
        page.get_by_label("Caption (German)").fill("V. l.: Bürgermeisterin Muster und Michał Żółw")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#save-state")).to_contain_text("Saved")
        expect(tiles.first).to_contain_text("Michał Żółw")
        expect(page.get_by_label("Caption (German)", exact=True)).to_be_focused()
        page.keyboard.press("Escape")

        # All of them by ticks: only the ticked field is written.
        tiles.first.press("Control+a")
        page.get_by_role("button", name="Edit 4").click()
        expect(page.get_by_label("Caption (German)", exact=True)).to_have_attribute("placeholder", "mixed (2 values)")
        page.get_by_label("Caption (English)", exact=True).fill("The feast")
        page.get_by_role("button", name="Apply to 4 photos").click()
        expect(page.locator("#toasts")).to_contain_text("Applied to 4 photos.")

        page.get_by_role("button", name="Approve 4").click()
        expect(page.locator("#toasts")).to_contain_text("4 photos approved.")
        expect(page.locator(".tile[data-state=approved]")).to_have_count(4)

        page.get_by_role("button", name="Publish…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Nothing stands in the way.")
        expect(dialog.locator(".strip")).to_be_focused()
        dialog.get_by_role("button", name="Publish 4 photos now").click()
        manifest = dialog.get_by_label("Manifest")
        expect(manifest).to_be_visible()
        address = manifest.input_value()
        expect(dialog.get_by_label("Public page")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#open-publishing")).to_be_focused()
    document = get(address).json
    captions = [photo["captions"] for photo in document["photos"]]
    assert {"de": "V. l.: Bürgermeisterin Muster und Michał Żółw", "en": "The feast"} in captions
    assert [one["en"] for one in captions] == ["The feast"] * 4


def test_undo_by_key_and_full_size(browser: Browser, running: RunningStack) -> None:
    release, _photographer = release_with_photos(running, 2)
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/")
        first, second = page.get_by_role("gridcell").nth(0), page.get_by_role("gridcell").nth(1)
        second.focus()
        first.focus()
        page.keyboard.press("Shift+A")
        expect(first).to_have_attribute("data-state", "approved")
        expect(second).to_be_focused()
        page.keyboard.press("u")
        expect(first).to_have_attribute("data-state", "ready")
        page.keyboard.press("Enter")
        viewer = page.get_by_role("dialog", name="Full size")
        expect(viewer.locator(".look img")).to_have_js_property("complete", value=True)
        page.keyboard.press("b")
        expect(viewer).to_have_attribute("data-backdrop", "black")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("d")
        expect(first).to_have_attribute("data-state", "declined")
        page.keyboard.press("Escape")
        expect(first).to_be_focused()
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="Shortcuts on the contact sheet")).to_be_visible()


def test_nothing_typed_is_lost_with_the_session(browser: Browser, running: RunningStack, small_release: str) -> None:
    with signed_in(browser, running, answers=("409", "401")) as page:
        page.goto(f"/releases/{small_release}/")
        page.get_by_role("gridcell").first.press("e")
        caption = page.get_by_label("Caption (English)")
        caption.fill("Typed before the session ended")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#signed-out")).to_contain_text("What you typed is still here")
        expect(caption).to_have_value("Typed before the session ended")
        with page.expect_popup() as opened:
            page.locator("#signed-out a").click()
        sign_in(opened.value, running)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#save-state")).to_contain_text("Saved")
        expect(page.locator("#signed-out")).to_have_count(0)


def test_a_long_form_keeps_a_draft(browser: Browser, running: RunningStack) -> None:
    with signed_in(browser, running) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/releases/new/")
        page.locator("[name=titles_de]").fill("Lange Nacht der Museen")
        page.reload()
        page.get_by_role("button", name="Restore", exact=True).click()
        expect(page.locator("[name=titles_de]")).to_have_value("Lange Nacht der Museen")
        expect(page.locator("[name=slug]")).to_have_value(re.compile("lange-nacht-der-museen"))
        page.get_by_role("button", name="Save as draft").click()
        expect(page.get_by_role("heading", name="No photos yet")).to_be_visible()
        page.wait_for_load_state()  # the page that shows what was saved forgets the draft, once its scripts have run
        page.goto("/releases/new/")
        expect(page.locator("#draft")).to_be_hidden()


def test_a_correction_is_marked_counted_and_published_once(browser: Browser, running: RunningStack) -> None:
    release, _photographer = release_with_photos(running, 1)
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/")
        tile = page.get_by_role("gridcell").first
        edit_caption(page, "Erste Fassung")
        tile.press("a")
        expect(tile).to_have_attribute("data-state", "approved")
        tile.press("d")
        expect(tile).to_have_attribute("data-state", "declined")
        tile.press("u")
        expect(tile).to_have_attribute("data-state", "approved")
        publish(page, "Publish…")
        expect(page.locator(".public")).to_contain_text("Version 1")
        edit_caption(page, "Zweite Fassung")
        expect(tile.locator(".flag")).to_have_text("Not yet public")
        publish(page, "Publish correction (1 change)…")
        expect(page.locator(".public")).to_contain_text("Version 2")
        expect(tile.locator(".flag")).to_have_count(0)
    assert [photo["captions"]["de"] for photo in running.manifest(release)["photos"]] == ["Zweite Fassung"]
    assert running.rows("select count(*) from archive_decision where action = 'correction'")[0][0] >= 1


def edit_caption(page: Page, text: str) -> None:
    page.get_by_role("gridcell").first.press("e")
    page.get_by_label("Caption (German)").fill(text)
    page.keyboard.press("Escape")
    expect(page.get_by_role("gridcell").first).to_contain_text(text)


def publish(page: Page, button: str) -> None:
    """Open the dialog and press its button as the impatient do: twice."""
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("button[value=publish]").dblclick()
    expect(dialog.get_by_role("heading", name="Online since")).to_be_visible()
    expect(dialog.get_by_label("Manifest")).to_have_value(re.compile("/manifest.json$"))
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()


def test_two_people_on_one_caption(browser: Browser, running: RunningStack) -> None:
    release, _photographer = release_with_photos(running, 1)
    with signed_in(browser, running) as mine, signed_in(browser, running) as theirs:
        for page in (mine, theirs):
            page.goto(f"/releases/{release}/")
            page.get_by_role("gridcell").first.press("e")
            expect(page.get_by_label("Caption (German)")).to_be_focused()
        theirs.get_by_label("Caption (German)").fill("Ihre Fassung")
        theirs.get_by_role("button", name="Save", exact=True).click()
        mine.get_by_label("Caption (German)").fill("Meine Fassung")
        expect(mine.get_by_role("gridcell").first).to_contain_text("Ihre Fassung")
        expect(mine.get_by_label("Caption (German)")).to_have_value("Meine Fassung")
        mine.get_by_role("button", name="Save", exact=True).click()
        expect(mine.locator(".theirs")).to_contain_text("Ihre Fassung")
        mine.get_by_role("button", name="Save", exact=True).click()
        expect(mine.get_by_role("gridcell").first).to_contain_text("Meine Fassung")


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", PHONE)], ids=["light-wide", "dark-phone"])
def test_accessible_and_within_the_screen(
    browser: Browser, running: RunningStack, small_release: str, scheme: str, viewport: Any
) -> None:
    release = small_release
    addresses = ("/", "/releases/new/", f"/releases/{release}/", f"/releases/{release}/history/")
    with signed_in(browser, running, color_scheme=scheme, viewport=viewport) as page:
        for address in (*addresses, "/websites/", "/press-list/", "/press-mail/"):
            page.goto(address)
            expect_accessible(page)
            if viewport == PHONE:
                expect_touchable(page)
        page.goto("/websites/")
        page.get_by_label("Name", exact=True).fill(f"{scheme} {viewport['width']}")
        page.get_by_label("Address", exact=True).fill("https://www.stadtverwaltung.example/webhooks/pressemitteilungen")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_label("Secret", exact=True)).to_have_value(re.compile("whsec_"))
        page.get_by_role("button", name="Send a test").click()
        expect(page.locator("#log").get_by_role("cell", name="test")).to_be_visible()
        expect_accessible(page)
        page.goto(f"/releases/{release}/")
        page.get_by_role("gridcell").first.click()
        page.keyboard.press("e")
        expect(page.get_by_label("Caption (German)")).to_be_visible()
        expect_accessible(page)
        page.goto(f"/releases/{release}/")
        page.get_by_role("button", name="Publish…").click()
        expect(page.get_by_role("dialog")).to_contain_text("No photo is approved yet.")
        expect_accessible(page)
