"""Takes the pictures of `docs` and `README.md` on a running stack filled with drawn photos."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

from cli.sample.event import PHOTOGRAPHERS, RELEASE, Shot, plan_shots
from cli.sample.files import make_photo
from cli.stack.stack_config import ROOT
from tests.journey.running_stack import RunningStack, run_stack
from tests.system_programs import find_browser

FOLDER = ROOT / "docs/desk"
MOST_BYTES = 150_000
"""Of a picture for people who may load it over a telephone."""
HOUSE = {
    "BILDSTELLE_SHORT_NAME": "Beispielstadt",
    "BILDSTELLE_PORTAL_NAMES": '{"de": "Medienportal der Landeshauptstadt", "en": "Media portal of the city"}',
    "BILDSTELLE_PRESS_NAME": "Pressedienst",
    "BILDSTELLE_PRESS_MAIL": "presse@beispielstadt.example",
    "BILDSTELLE_PRESS_PHONE": "+49 211 555-0100",
    "BILDSTELLE_IMPRINT_URL": "https://www.beispielstadt.example/impressum",
    "BILDSTELLE_PRIVACY_URL": "https://www.beispielstadt.example/datenschutz",
    "BILDSTELLE_ACCESSIBILITY_URL": "https://www.beispielstadt.example/barrierefreiheit",
}
WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
TALL = ViewportSize(width=1200, height=1500)
_SIZE = (1800, 1200)
_DECLINED = ("Bürgerfest-04.JPG", "DSC_0104.JPG", "DSC_0106.JPG")
_NOT_REVIEWED = ("Bürgerfest-02.JPG", "Bürgerfest-09.JPG", "Bürgerfest-12.JPG", "DSC_0102.JPG", "DSC_0109.JPG")
_PICTURES_SHOWN = """async () => {
  const seen = [...document.images].filter((image) => {
    const { top, bottom, left, right } = image.getBoundingClientRect();
    return image.checkVisibility() && top < innerHeight && bottom > 0 && left < innerWidth && right > 0;
  });
  await Promise.allSettled(seen.map((image) => image.decode()));
  return seen.every((image) => image.complete && image.naturalWidth > 0)
    && (!document.querySelector("#viewer[open][data-details-shown]:not([data-comparing])")
      || document.querySelector("#viewer-details section"));
}"""
_ZONE = ZoneInfo("Europe/Berlin")


def fill(running: RunningStack) -> str:
    """An event in the middle of its review, beside a draft, a scheduled release and one online; its slug."""
    now = dt.datetime.now(_ZONE)
    release = _make_event(running, now + dt.timedelta(minutes=50))
    shots = [replace(shot, size=_SIZE) for shot in plan_shots()]
    _drop(running, release, shots, now.date())
    running.run("decline", release, *_DECLINED)
    reviewed = [shot.name.rpartition("/")[2] for shot in shots]
    names = [name for name in reviewed if reviewed.count(name) == 1 and name not in {*_DECLINED, *_NOT_REVIEWED}]
    _caption(running, release, [shot for shot in shots if shot.name.rpartition("/")[2] in names])
    running.run("approve", release, *names)
    _make(running, "haushalt", "Haushalt 2027: Mehr Geld für Schulen", "Budget 2027", now, 60 * 26)
    scheduled = _make(
        running, "bibliothek", "Bibliothek öffnet ihr Lesezelt", "Library opens its reading tent", now, 2700
    )
    _drop(running, scheduled, shots[8:12], now.date())
    running.run("approve", scheduled, "--all")
    running.run("publish", scheduled, "--at", f"{now + dt.timedelta(minutes=2700):%Y-%m-%d %H:%M}")
    _upload(running, "neujahr", shots[20:23], now.date())
    live = _make(running, "radweg", "Radweg am Ufer ist fertig", "Riverside cycle path", now, None)
    _drop(running, live, shots[12:15], now.date())
    running.run("approve", live, "--all")
    running.run("publish", live, "--wait")
    return release


def _make_event(running: RunningStack, embargo: dt.datetime) -> str:
    """The sample event's release with all its texts."""
    file = running.stack.data / "release.yaml"
    fields = {"slug": "buergerfest", "goes_live_at": f"{embargo:%Y-%m-%d %H:%M}"}
    file.write_text(json.dumps(RELEASE | fields), "utf-8")
    running.run("release", "create", str(file))
    return "buergerfest"


def _caption(running: RunningStack, release: str, shots: list[Shot]) -> None:
    """Captions and alt texts in both languages for all but the last two."""
    table = running.stack.data / "captions.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["filename", "caption_de", "caption_en", "alt_de", "alt_en"])
        for shot in shots[:-2]:
            scene = shot.scene
            alts = f"Menschen am Ufer, {scene.name}", f"People on the riverside, {scene.name}"
            rows.writerow([shot.name.rpartition("/")[2], scene.caption_de, scene.caption_en, *alts])
    running.run("captions", "import", str(table), "--release", release)


def _make(running: RunningStack, slug: str, german: str, english: str, now: dt.datetime, minutes: int | None) -> str:
    titles = ("--title", f"de={german}", "--title", f"en={english}")
    embargo = ("--goes-live-at", f"{now + dt.timedelta(minutes=minutes):%Y-%m-%d %H:%M}") if minutes else ()
    running.run("release", "create", "--slug", slug, *titles, *embargo)
    return slug


def _drop(running: RunningStack, release: str, shots: list[Shot], day: dt.date) -> None:
    _upload(running, release, shots, day)
    running.wait_until_developed(release, len(shots))


def _upload(running: RunningStack, folder: str, shots: list[Shot], day: dt.date) -> None:
    for who in sorted({shot.photographer for shot in shots}):
        slug, s3 = running.make_photographer(PHOTOGRAPHERS[who])
        for shot in (one for one in shots if one.photographer == who):
            s3.put_object(Bucket="incoming", Key=f"{slug}/{folder}/{shot.name}", Body=make_photo(shot, folder, day))


def take(page: Page, name: str, quality: int = 82) -> None:
    """One picture, once nothing loads or moves."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(_PICTURES_SHOWN)
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=quality)


def review(page: Page, release: str) -> None:
    """The evening of a press officer at a large screen."""
    take(page, "queue")
    page.goto(f"/releases/{release}/")
    take(page, "contact-sheet")
    tiles = page.get_by_role("gridcell")
    tiles.nth(1).click()
    tiles.nth(2).click(modifiers=["Control"])
    take(page, "selection")
    page.keyboard.press("e")
    take(page, "captions")
    page.keyboard.press("Escape")
    tiles.nth(0).press("z")
    take(page, "full-size")
    page.keyboard.press("c")
    take(page, "compare")
    page.keyboard.press("Escape")
    page.locator(".bar .button.primary").first.click()
    take(page, "publishing")
    page.goto(f"/releases/{release}/edit/")
    take(page, "release")
    page.goto(f"/releases/{release}/")
    tiles.nth(0).click()
    with page.expect_response("**/act/"):
        tiles.nth(0).press("a")
    page.goto(f"/releases/{release}/history/")
    take(page, "history")


def elsewhere(page: Page, release: str) -> None:
    """The same on a phone."""
    page.goto(f"/releases/{release}/")
    take(page, "phone")


def what_photographers_see(browser: Browser, running: RunningStack, release: str) -> None:
    """A drop link as it is made, the page behind it on a large screen and a telephone, and the page of the gateway."""
    wrong = FilePayload(name="IMG_0009.NEF", mimeType="", buffer=b"II*\0" + bytes(20_000_000))
    with signed_in(browser, running, WIDE) as page:
        links = []
        for name in ("Gül Öztürk", "Paweł Żółw"):
            page.goto(f"/releases/{release}/drop-links/")
            page.locator("input[name=name]").fill(name)
            page.get_by_role("button", name="Link anlegen", exact=True).click()
            links.append(page.locator("input[readonly]").first.input_value())
        _take_small(page, "drop-link")
        for slug in [running.make_photographer(name)[0] for name in ("Gül Öztürk", "Paweł Żółw")]:
            running.run("gateway", "login", slug)
            running.run("gateway", "today", slug, release)
        page.goto("/gateway/")
        _take_small(page, "gateway")
    shots = plan_shots()
    for name, link, size, own in zip(
        ("drop-page", "drop-page-phone"), links, (WIDE, PHONE), (shots[4:12], shots[12:20]), strict=True
    ):
        page = browser.new_page(locale="de-DE", timezone_id="Europe/Berlin", viewport=size)
        page.goto(link)
        page.locator("#pick-files").set_input_files([*_card(own), wrong])
        page.locator("#drop .file").nth(len(own) - 1).wait_for(timeout=120_000)
        _take_small(page, name)
        page.close()


def _card(shots: list[Shot]) -> list[FilePayload]:
    """Photos as a browser gets them from a memory card."""
    photos = [make_photo(replace(shot, size=_SIZE), "link", dt.date(2027, 5, 1)) for shot in shots]
    return [FilePayload(name=f"IMG_{n:04d}.JPG", mimeType="image/jpeg", buffer=one) for n, one in enumerate(photos, 1)]


def _take_small(page: Page, name: str, quality: int = 70) -> None:
    """A picture that people load over a telephone, too."""
    take(page, name, quality)
    if (size := (FOLDER / f"{name}.jpg").stat().st_size) > MOST_BYTES:
        raise SystemExit(f"{name}.jpg has {size} bytes, {MOST_BYTES} at most: lower its quality")


def what_journalists_see(browser: Browser, running: RunningStack, release: str) -> None:
    """The media portal and the event's page, once everything is published; the pictures of `README.md`."""
    an_hour_ago = f"{dt.datetime.now(_ZONE) - dt.timedelta(hours=1):%Y-%m-%d %H:%M}"
    for slug in ("bibliothek", release):
        running.run("publish", slug, "--at", an_hour_ago, "--yes", "--wait")
    page = browser.new_page(locale="de-DE", timezone_id="Europe/Berlin", viewport=TALL)
    press = running.environment["BILDSTELLE_S3_PUBLIC_URL"]
    for name, address in (("public-portal", "index.html"), ("public-release", f"releases/{release}/index.html")):
        page.goto(f"{press}/{address}")
        _take_small(page, name, quality=60)
    page.close()


@contextmanager
def signed_in(browser: Browser, running: RunningStack, size: ViewportSize) -> Iterator[Page]:
    """A page of an approver whose browser speaks German."""
    account = next(account for account in running.stack.first_accounts if account.role == "approver")
    url = running.environment["BILDSTELLE_PUBLIC_URL"]
    context = browser.new_context(base_url=url, locale="de-DE", timezone_id="Europe/Berlin", viewport=size)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Benutzername").fill(account.username)
    page.get_by_label("Passwort").fill(account.password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    yield page
    context.close()


def main() -> None:
    """Write every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    walks: list[tuple[ViewportSize, Callable[[Page, str], None]]] = [(WIDE, review), (PHONE, elsewhere)]
    gateway = {"BILDSTELLE_FTP_PORT": "2121", "BILDSTELLE_SFTP_PORT": "2022"}
    environment = {"BILDSTELLE_TICK_EVERY": "2"} | HOUSE | gateway
    with run_stack(environment=environment) as running, sync_playwright() as playwright:
        release = fill(running)
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        for size, walk in walks:
            with signed_in(browser, running, size) as page:
                walk(page, release)
        what_photographers_see(browser, running, release)
        what_journalists_see(browser, running, release)
        browser.close()


if __name__ == "__main__":
    main()
