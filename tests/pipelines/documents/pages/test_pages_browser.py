"""The pages in a real browser: accessible, within the window, complete without script, printed as drawn, valid."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.desk.browser import chromium
from tests.page_checks import expect_accessible
from tests.pipelines.documents.outside_validators import JAVA, faults_in_html
from tests.pipelines.documents.pages.printed_site import NAME, PAGES, PrintedSite, releases, served

pytestmark = pytest.mark.browser
EXCESS = """
(() => {
  const excess = (box) => Math.max(box.scrollWidth - box.clientWidth, 0);
  const places = [...document.querySelectorAll(".row .pic, .item")];
  return excess(document.documentElement) + Math.max(...places.map(excess), 0);
})()
"""
"""By how many pixels the page is wider than its window, or a picture with its credit than its place."""
STYLED = "[...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintedSite]:
    folder = tmp_path_factory.mktemp("press")
    with served(folder) as address:
        made = PrintedSite(folder, address)
        for one in (told := releases(made)):
            made.print_release(one)
        made.print_lists(*told)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, site: PrintedSite) -> Iterator[Page]:
    """A page whose console must stay silent: a violation of the content security policy would be told there."""
    context = browser.new_context(base_url=f"{site.house.base_url}/", permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    # What is still on its way when the window closes ends with it, and complains.
    heard = [*complaints]
    context.close()
    assert not heard, heard


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("english")])
def test_nobody_is_shut_out(page: Page, name: str, scheme: str, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(PAGES[name])
    expect_accessible(page, "best-practice")


def test_no_page_is_wider_than_its_window(page: Page) -> None:
    wide = []
    for name, address in PAGES.items():
        page.goto(address)
        for width in (320, 390, 768, 1440, 2560):
            page.set_viewport_size(ViewportSize(width=width, height=900))
            excess = page.evaluate(EXCESS)
            wide += [(name, width, excess)] if excess else []
        page.set_viewport_size(ViewportSize(width=390, height=900))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        excess = page.evaluate(EXCESS)
        wide += [(f"{name}, its letters twice as large", 390, excess)] if excess else []
    assert wide == []


def test_without_script_everything_is_there_but_copying_and_the_search(browser: Browser, site: PrintedSite) -> None:
    context = browser.new_context(base_url=f"{site.house.base_url}/", java_script_enabled=False)
    bare = context.new_page()
    bare.goto(PAGES["release"])
    expect(bare.get_by_role("link", name="Foto 1 laden").first).to_be_visible()
    expect(bare.get_by_text(f"{NAME}, Nummer 0.").first).to_be_visible()
    assert bare.get_by_role("button").count() == 0
    bare.goto(PAGES["portal"])
    expect(bare.get_by_role("search")).to_be_hidden()
    bare.get_by_role("link", name="2026", exact=False).first.click()
    bare.get_by_role("link", name="Haushalt ohne neue Kredite").click()
    expect(bare.get_by_role("heading", level=1)).to_have_text("Haushalt ohne neue Kredite")
    context.close()


def test_with_pictures_off_every_place_is_as_large_and_says_what_belongs_there(
    browser: Browser, site: PrintedSite
) -> None:
    context = browser.new_context(base_url=f"{site.house.base_url}/", viewport=ViewportSize(width=1440, height=900))
    seen = []
    for off in (False, True):
        opened = context.new_page()
        if off:
            opened.route("**/*.jpg", lambda route: route.abort())
        opened.goto(PAGES["release"])
        opened.wait_for_load_state("networkidle")
        boxes = [opened.locator(one).bounding_box() for one in (".shot img", "#f2 img", "#f3 img")]
        seen.append([(round(box["width"]), round(box["height"])) for box in boxes if box])
    context.close()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_script_and_pictures_arrive(browser: Browser, site: PrintedSite, width: int) -> None:
    context = browser.new_context(base_url=f"{site.house.base_url}/", viewport=ViewportSize(width=width, height=844))
    context.route("**/*.jpg", lambda _route: None)  # never answered
    heights: list[list[float]] = []
    for with_script in (False, True):
        opened = context.new_page()
        if not with_script:
            opened.route("**/press-*.js", lambda route: route.abort())
        heights.append([])
        for name in ("portal", "release", "photo", "ai photo", "many photos"):
            opened.goto(PAGES[name], wait_until="domcontentloaded")
            opened.wait_for_function(STYLED)
            expect(opened.locator("button:visible, input:visible").first).to_be_visible(visible=with_script)
            assert opened.evaluate("[...document.images].filter((one) => !one.height).length") == 0, name
            heights[-1].append(opened.evaluate("document.body.getBoundingClientRect().height"))
    context.close()
    assert heights[0] == heights[1]


def test_a_button_copies_caption_and_credit(page: Page) -> None:
    page.clock.install(time=0)
    page.goto(PAGES["release"])
    page.clock.pause_at(60_000)  # what a button says for two seconds stays until it is read
    button = page.locator("#f2 button")
    expect(button).to_have_text("Text kopieren mit Nachweis, Foto 2")
    button.click()
    expect(button).to_contain_text("Kopiert")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{NAME}, Nummer 1.\n©Landeshauptstadt Beispielstadt/Michał Wiśniewski"
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    button.press("Enter")
    expect(button).to_contain_text("Kopiert")
    expect(button).to_be_focused()
    page.evaluate("() => { document.execCommand = () => false; }")
    button.press("Enter")
    expect(button).to_contain_text("Markiert, bitte selbst kopieren")
    assert NAME in (selected := page.evaluate("getSelection().toString()"))
    assert selected.endswith("Wiśniewski")
    page.goto(PAGES["ai photo"])
    page.get_by_role("button", name="Text mit Bildnachweis kopieren").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    assert "Nummer 6. Mit KI bearbeitet.\n©" in page.evaluate("navigator.clipboard.readText()")


def test_the_search_finds_what_people_type(page: Page) -> None:
    page.goto(PAGES["portal"])
    field = page.get_by_role("searchbox")
    for typed in ("haeuser grosses", "Häusern", "HAUSERN"):
        field.fill(typed)
        expect(page.get_by_role("status")).to_have_text("1 Treffer")
    page.locator(".hits").get_by_role("link", name="Großes Fest mit Häusern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Großes Fest mit Häusern")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("1 Treffer")
    field.fill("Zeppelin")
    expect(page.get_by_role("status")).to_have_text("Keine Mitteilung enthält das.")
    page.route("**/search/*.json", lambda route: route.fulfill(response=route.fetch()))
    page.reload()
    with page.expect_response("**/search/*.json"):
        field.fill("Fest")
        page.get_by_role("button", name="Suchen").click()
        field.fill("")
        page.get_by_role("button", name="Suchen").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("status")).to_have_text("")
    page.goto(f"{PAGES['year']}?q=haushalt")
    expect(page.locator(".hits").get_by_role("link")).to_have_text("Haushalt ohne neue Kredite")


def test_a_search_that_cannot_be_reached_says_so(browser: Browser, site: PrintedSite) -> None:
    context = browser.new_context(base_url=f"{site.house.base_url}/")
    context.route("**/search/*.json", lambda route: route.abort())
    opened = context.new_page()
    opened.goto(PAGES["portal"])
    opened.get_by_role("searchbox").fill("Fest")
    expect(opened.get_by_role("status")).to_contain_text("gerade nicht erreichbar")
    context.close()


def test_on_paper_every_photo_stands_beside_its_words(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=700, height=1000))
    page.emulate_media(media="print")
    page.goto(PAGES["release"])
    for number in (1, 2, 3):
        picture, label = (page.locator(f".photo#f{number} {part}").bounding_box() for part in ("img", ".label"))
        assert picture
        assert label
        assert picture["x"] + picture["width"] <= label["x"]
        assert abs(picture["y"] - label["y"]) < 2
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("#f6")).to_contain_text("Foto 6 zurückgezogen")
    address = page.locator("#f2 a.tool").evaluate("(one) => getComputedStyle(one, '::after').content")
    assert "pressebilder/2609/1.JPG" in address
    page.goto(PAGES["portal"])
    expect(page.locator("input")).to_be_hidden()


def test_upright_and_broad_photos_stand_on_one_line_and_none_is_cropped(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=1440, height=900))
    page.goto(PAGES["release"])
    page.evaluate("document.querySelectorAll('img').forEach((one) => (one.loading = 'eager'))")
    boxes = [page.locator(f".photo#f{number} img").bounding_box() for number in (2, 3)]
    assert all(boxes)
    broad, upright = sorted((box for box in boxes if box), key=lambda box: -box["width"])
    assert abs(broad["y"] + broad["height"] - upright["y"] - upright["height"]) < 1
    assert abs(broad["width"] / broad["height"] - 1.5) < 0.01
    assert abs(upright["height"] / upright["width"] - 1.5) < 0.01
    page.set_viewport_size(ViewportSize(width=390, height=844))
    box = page.locator(".photo.tall img").first.bounding_box()
    assert box
    assert abs(box["height"] / box["width"] - 1.5) < 0.01
    assert box["width"] > 0.85 * (390 - 2 * 20), "on a telephone an upright photo is no smaller than a broad one"


@pytest.mark.skipif(JAVA is None, reason="the validator of HTML needs Java")
def test_every_page_is_valid_html(site: PrintedSite) -> None:
    assert faults_in_html(site.folder / address for address in PAGES.values()) == ""
