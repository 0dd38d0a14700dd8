"""<press-gallery> and the examples for websites, in a real browser, on another origin than the real store."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect
from standardwebhooks import Webhook

from archive import addresses
from archive.store.buckets import BRIEF, press
from config.environment import ROOT
from pipelines.documents.manifest import Ai, Manifest, Tombstone, write_manifest
from pipelines.documents.pages.assets import media_type
from pipelines.metadata.source_types import GENERATED, SOURCE_TYPES
from tests.conftest import empty_buckets
from tests.desk.browser import chromium
from tests.page_checks import expect_accessible, expect_picture, stopped_clock
from tests.pipelines.documents.pages.printed_site import PrintedSite, served
from tests.pipelines.documents.press_manifest import manifest, release
from tests.press_website import copied, served_by_php

pytestmark = pytest.mark.browser

CREDIT = "©Landeshauptstadt Beispielstadt/Michał Wiśniewski"


def published(site: PrintedSite) -> Manifest:
    """Twelve photos of both shapes, one of them withdrawn, one edited with AI, one with two files of a width."""
    photos = [site.photo(n, upright=n % 3 == 1, dominant_colour="#445566") for n in range(12)]
    photos[0] = photos[0].model_copy(update={"renditions": (*photos[0].renditions, photos[0].renditions[-1])})
    edited = photos[2].model_copy(update={"ai": Ai(made="partly", confirmed=True)})
    older = photos[3].model_copy(update={"digital_source_type": f"{SOURCE_TYPES}{GENERATED}"})
    gone = Tombstone(id="p4")
    text = release(slug="stadtfest", titles={"de": "Nacht der Häuser", "en": "Night of houses"})
    schema = site.house.url(addresses.SCHEMA_KEY)
    return manifest(*photos[:2], edited, older, gone, *photos[5:], text=text, **{"$schema": schema})


@pytest.fixture(scope="module")
def store(made_buckets: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintedSite]:
    """The real press bucket with a release and the module, as publishing writes them."""
    site = PrintedSite(tmp_path_factory.mktemp("press"), f"{settings.S3_ENDPOINT}/{settings.BUCKET_PRESS}")
    made = published(site)
    site.put(addresses.manifest_key("stadtfest"), write_manifest(made).encode())
    site.print_lists(made)
    for photo in made.live_photos:
        key = photo.download.permalink.removeprefix(f"{site.house.base_url}/")
        site.put(key, (site.folder / photo.renditions[0].href.removeprefix(f"{site.house.base_url}/")).read_bytes())
    for path in filter(Path.is_file, site.folder.rglob("*")):
        kind = "application/json" if path.suffix == ".json" else _type_of(path.name)
        press().put(path.relative_to(site.folder).as_posix(), path, kind, BRIEF)
    yield site
    empty_buckets()


def _type_of(name: str) -> str:
    return "text/html; charset=utf-8" if name.endswith(".html") else media_type(name)


@pytest.fixture(scope="module")
def website(store: PrintedSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(copied(tmp_path_factory.mktemp("website"), store.house.base_url)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, website: str) -> Iterator[Page]:
    """A page of the website whose policy for content nothing violates."""
    context = browser.new_context(
        base_url=f"{website}/",
        viewport=ViewportSize(width=1440, height=900),
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if "policy" in message.text else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints, complaints


def opened_gallery(page: Page, **attributes: str) -> Locator:
    """The gallery once it has said something; attributes that are set before it starts."""
    page.goto("component.html", wait_until="domcontentloaded")
    gallery = page.locator("press-gallery")
    for name, value in attributes.items():
        gallery.evaluate("(one, [name, value]) => one.setAttribute(name, value)", [name, value])
    expect(gallery).not_to_have_attribute("state", "loading")
    expect(gallery).to_have_attribute("state", re.compile(r"."))
    return gallery


def test_every_photo_has_its_caption_and_credit_and_a_withdrawn_one_its_place_alone(page: Page) -> None:
    gallery = opened_gallery(page)
    expect(gallery.locator("figure")).to_have_count(7)
    expect(gallery.locator("figure .credit")).to_have_text([CREDIT] * 7)
    expect(gallery.locator(".grid > *").nth(4)).to_have_text("Foto zurückgezogen")
    expect(gallery.locator("figure").nth(2)).to_contain_text("Mit KI bearbeitet")
    expect(gallery.locator("figure").nth(3)).to_contain_text("Mit KI erzeugt")
    expect(gallery.get_by_role("link", name="Alle 11 Fotos und die Mitteilung")).to_have_attribute(
        "href", re.compile(r"/releases/stadtfest/index\.html$")
    )
    first = gallery.locator("figure img").first
    expect(first).to_have_js_property("loading", "lazy")
    expect_picture(first)
    assert first.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(68, 85, 102)"
    assert gallery.evaluate("(one) => one.shadowRoot.querySelectorAll('[style]').length") == 0


def test_photos_stand_on_one_line_and_none_is_cropped(page: Page) -> None:
    gallery = opened_gallery(page)
    boxes = [one.bounding_box() for one in gallery.locator("figure img").all()[:3]]
    broad, upright, _other = [box for box in boxes if box]
    assert abs(broad["y"] + broad["height"] - upright["y"] - upright["height"]) < 1
    assert abs(broad["width"] / broad["height"] - 1.5) < 0.01
    assert abs(upright["height"] / upright["width"] - 1.5) < 0.01
    for width in (320, 390, 768):
        page.set_viewport_size(ViewportSize(width=width, height=800))
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_nobody_is_shut_out(browser: Browser, website: str, scheme: Literal["light", "dark"], width: int) -> None:
    # The checker is a script in the page, which the page's own policy would refuse.
    viewport = ViewportSize(width=width, height=900)
    page = browser.new_page(base_url=f"{website}/", bypass_csp=True, color_scheme=scheme, viewport=viewport)
    gallery = opened_gallery(page)
    expect_accessible(page, "best-practice")
    gallery.locator("a.frame").first.click()
    expect_accessible(page, "best-practice")
    page.close()


def test_the_large_view_is_walked_through_by_keys(page: Page) -> None:
    gallery = opened_gallery(page)
    count, box = gallery.locator(".count"), gallery.get_by_role("dialog", name="Nacht der Häuser")
    gallery.get_by_role("link", name="Vergrößern: Menschen am Flussufer").first.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    expect(count).to_have_text("1 / 11Foto 1 von 11")
    for key, place in (("ArrowRight", 2), ("End", 11), ("ArrowRight", 1), ("ArrowLeft", 11), ("Home", 1)):
        page.keyboard.press(key)
        expect(count).to_contain_text(f"Foto {place} von 11")
    page.keyboard.press("ArrowRight")
    expect(box.locator(".credit").first).to_have_text(CREDIT)
    expect(box).to_have_css("background-color", "rgb(20, 20, 20)")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(gallery.locator("[data-id=p1]")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_label_is_beside_the_photo_and_below_it_on_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=844))
    gallery = opened_gallery(page)
    gallery.locator("a.frame").nth(1).click()
    image, side = (gallery.locator(f"dialog {part}").bounding_box() for part in ("img", ".side"))
    assert image
    assert side
    assert abs(image["height"] / image["width"] - 1.5) < 0.01
    assert image["y"] + image["height"] <= 844
    if width == 390:
        assert side["y"] >= image["y"] + image["height"]
    else:
        assert side["x"] >= image["x"] + image["width"]


def test_it_copies_caption_with_credit_and_saves_the_file_under_its_name(page: Page) -> None:
    gallery = opened_gallery(page)
    gallery.locator("a.frame").nth(2).click()
    with stopped_clock(page):
        gallery.get_by_role("button", name="Text kopieren").click()
        expect(gallery.get_by_role("button", name="Kopiert")).to_be_visible()
    copied_text = page.evaluate("navigator.clipboard.readText()")
    assert copied_text.endswith(f"Nummer 2.\nMit KI bearbeitet.\n{CREDIT}")
    with page.expect_download() as saved:
        gallery.get_by_role("link", name=re.compile(r"Herunterladen: JPEG, 4\.800 × 3\.201, \d+\sKB")).click()
    assert saved.value.suggested_filename == "2.JPG"


def test_it_speaks_the_language_of_its_attribute_or_page_and_says_where_a_text_is_in_another(page: Page) -> None:
    gallery = opened_gallery(page, lang="en-GB")
    expect(gallery.locator(".gone")).to_have_text("Photo withdrawn")
    expect(gallery.locator("img").first).to_have_attribute("alt", "People at the riverside")
    expect(gallery.locator(".caption").first).to_have_attribute("lang", "de")
    expect(gallery.get_by_role("link", name="All 11 photos")).to_have_attribute(
        "href", re.compile(r"stadtfest/en\.html$")
    )
    gallery.evaluate("(one) => one.setAttribute('lang', 'fr')")
    expect(gallery.locator("section")).to_have_attribute("lang", "en")
    expect(gallery.locator("img").first).to_have_attribute("lang", "de")
    gallery.evaluate("(one) => one.removeAttribute('lang')")
    expect(gallery.locator(".gone")).to_have_text("Foto zurückgezogen")


def test_one_photo_can_stand_alone(page: Page) -> None:
    gallery = opened_gallery(page, photo="p3")
    expect(gallery.locator("figure")).to_have_count(1)
    gallery.locator("a.frame").click()
    expect(gallery.get_by_role("button", name="Nächstes Foto")).to_be_hidden()
    expect(gallery.locator(".count")).to_contain_text("Foto 1 von 1")


def test_it_looks_like_the_website(page: Page) -> None:
    gallery = opened_gallery(page)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("main { color: rgb(1, 2, 3) } press-gallery::part(credit) { font-style: italic }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    expect(gallery.locator(".caption").first).to_have_css("color", "rgb(1, 2, 3)")
    expect(gallery.locator(".credit").first).to_have_css("font-style", "italic")
    expect(gallery.locator("img").first).to_have_css("border-radius", "5.6px")
    expect(gallery).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_nothing_moves_for_who_wants_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    gallery = opened_gallery(page)
    gallery.locator("a.frame").first.click()
    assert gallery.evaluate("(one) => one.shadowRoot.getAnimations().length") == 0
    expect(gallery.locator("dialog")).to_have_css("animation-name", "none")


@pytest.mark.parametrize("answer", [404, 500, "away", "no manifest"])
def test_what_cannot_be_reached_is_told_and_tried_again(page: Page, answer: int | str) -> None:
    def fail(route: Route) -> None:
        if answer == "away":
            route.abort()
        else:
            route.fulfill(status=answer if isinstance(answer, int) else 200, body="[]", headers=_ANYBODY)

    page.route("**/manifest.json", fail)
    gallery = opened_gallery(page)
    expect(gallery).to_have_attribute("state", "unreachable")
    expect(gallery.get_by_role("status")).to_contain_text("Die Fotos sind gerade nicht erreichbar.")
    expect(gallery.get_by_role("link", name="Fotos der Stadt ansehen")).to_be_visible()
    page.unroute("**/manifest.json")
    gallery.get_by_role("button", name="Noch einmal versuchen").click()
    expect(gallery).to_have_attribute("state", "ready")


_ANYBODY = {"Access-Control-Allow-Origin": "*"}


def answered(page: Page, made: Manifest) -> None:
    page.route("**/manifest.json", lambda route: route.fulfill(body=write_manifest(made), headers=_ANYBODY))


def test_a_withdrawn_release_is_told_without_what_it_was(page: Page, store: PrintedSite) -> None:
    made = published(store)
    answered(page, made.model_copy(update={"status": "withdrawn"}))
    gallery = opened_gallery(page)
    expect(gallery).to_have_attribute("state", "withdrawn")
    expect(gallery).to_have_text(re.compile("Diese Mitteilung und ihre Fotos wurden zurückgezogen."))
    expect(gallery.get_by_role("link", name="Fotos der Stadt ansehen")).to_be_hidden()
    expect(gallery.locator("img")).to_have_count(0)


def test_a_photo_withdrawn_meanwhile_goes_when_the_manifest_is_read_again(page: Page, store: PrintedSite) -> None:
    gallery = opened_gallery(page)
    made = published(store)
    photos = (Tombstone(id="p0"), *made.photos[1:])
    answered(page, made.model_copy(update={"photos": photos, "version": 2}))
    gallery.evaluate("(one) => one.load()")
    expect(gallery.locator("figure")).to_have_count(6)
    expect(gallery.locator(".gone")).to_have_count(2)
    assert "Nummer 0" not in gallery.evaluate("(one) => one.shadowRoot.innerHTML")


def test_a_release_without_photos_says_so(page: Page) -> None:
    answered(page, manifest(photos=()))
    expect(opened_gallery(page)).to_have_text(re.compile("Zu dieser Mitteilung gibt es keine Fotos."))


def test_a_later_manifest_is_read_and_no_address_runs_a_script(page: Page, store: PrintedSite) -> None:
    text = write_manifest(published(store)).replace('"status"', '"later": {"field": 1}, "status"')
    text = re.sub(r'"permalink": ?"[^"]*"', '"permalink": "javascript:alert(1)"', text)
    page.route("**/manifest.json", lambda route: route.fulfill(body=text, headers=_ANYBODY))
    gallery = opened_gallery(page)
    gallery.locator("a.frame").first.click()
    expect(gallery.get_by_role("link", name="Herunterladen")).to_have_attribute("href", re.compile(r"^http://"))


def test_plain_javascript_shows_the_photos(page: Page) -> None:
    page.goto("json.html")
    expect(page.locator("figure")).to_have_count(11)
    for caption in page.locator("figcaption").all_text_contents():
        assert caption.endswith(CREDIT)
    expect(page.locator("figcaption").nth(2)).to_contain_text(f"Mit KI bearbeitet. {CREDIT}")
    expect_picture(page.locator("img").first)
    assert _widths_once(page)
    page.route("**/manifest.json", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("Die Fotos sind gerade nicht erreichbar.")).to_be_visible()


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed: on Debian, apt-get install php-cli")
def test_plain_php_shows_the_photos(page: Page, store: PrintedSite, tmp_path: Path) -> None:
    with served_by_php(copied(tmp_path, store.house.base_url)) as address:
        page.goto(f"{address}/photos.php")
        expect(page.locator("figure")).to_have_count(11)
        expect(page.locator("figcaption").first).to_contain_text(CREDIT)
        expect(page.locator("figcaption").nth(2)).to_contain_text(f"Mit KI bearbeitet. {CREDIT}")
        expect_picture(page.locator("img").first)
        assert _widths_once(page)
        # A minute later it asks by the ETag and gets no second copy; what is no manifest replaces none.
        assert _a_minute_later(page, address, tmp_path).count("<figure>") == 11
        key, broken = addresses.manifest_key("stadtfest"), tmp_path / "broken.json"
        broken.write_text('{"photos": [')
        try:
            press().put(key, broken, "application/json", BRIEF)
            assert _a_minute_later(page, address, tmp_path).count("<figure>") == 11
        finally:
            press().put(key, store.folder / key, "application/json", BRIEF)


def _widths_once(page: Page) -> bool:
    """Whether no width is offered twice, as HTML demands."""
    widths = re.findall(r" (\d+)w", page.locator("img").first.get_attribute("srcset") or "")
    return len(widths) == len(set(widths)) > 1


def _a_minute_later(page: Page, address: str, folder: Path) -> str:
    [held] = (folder / "tmp").glob("manifest-*.json")
    held.write_text(re.sub(r'"asked":\d+', '"asked":0', held.read_text("utf-8")), "utf-8")
    shown = page.request.get(f"{address}/photos.php").text()
    assert '"asked":0' not in held.read_text("utf-8")
    return shown


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed: on Debian, apt-get install php-cli")
def test_plain_php_says_that_nothing_can_be_reached(page: Page, tmp_path: Path) -> None:
    with served_by_php(copied(tmp_path, "http://127.0.0.1:1/press")) as address:
        page.goto(f"{address}/photos.php")
        expect(page.locator("main")).to_have_text("Fotos der Stadt Die Fotos sind gerade nicht erreichbar.")


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed: on Debian, apt-get install php-cli")
def test_the_page_s_php_tells_our_webhooks_from_others() -> None:
    page = (ROOT / "docs/publication.md").read_text("utf-8")
    [check] = re.findall(r"```php\n(function is_ours.*?)```", page, re.DOTALL)
    secret, now, body = f"whsec_{base64.b64encode(b'k' * 24).decode()}", dt.datetime.now(dt.UTC), '{"type": "Grüße"}'
    signature = f"v1,other {Webhook(secret).sign('msg_1', now, body)}"
    headers = {"ID": "msg_1", "TIMESTAMP": str(int(now.timestamp())), "SIGNATURE": signature}
    server = {f"HTTP_WEBHOOK_{name}": value for name, value in headers.items()}
    asked = "foreach ([$argv[3], $argv[3] . ' '] as $told) echo (int) is_ours($told, $argv[2]);"
    code = f"{check}\n$_SERVER = json_decode($argv[1], true); {asked}"
    ran = subprocess.run(["php", "-r", code, "--", json.dumps(server), secret, body], capture_output=True, check=True)
    assert ran.stdout == b"10"
