"""Takes the pictures of `docs/desk.md` on a running stack filled with drawn photos: `make screenshots`."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from cli.sample.event import PHOTOGRAPHERS, RELEASE, Shot, plan_shots
from cli.sample.files import make_photo
from cli.stack.stack_config import ROOT
from tests.journey.running_stack import RunningStack, run_stack
from tests.system_programs import find_browser

FOLDER = ROOT / "docs/desk"
WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
_SIZE = (1800, 1200)
_DECLINED = ("Bürgerfest-04.JPG", "DSC_0104.JPG", "DSC_0106.JPG")
_NOT_REVIEWED = ("Bürgerfest-02.JPG", "Bürgerfest-09.JPG", "Bürgerfest-12.JPG", "DSC_0102.JPG", "DSC_0109.JPG")
_PICTURES_SHOWN = """() => [...document.images].every((image) => {
  const { top, bottom, left, right } = image.getBoundingClientRect();
  const isSeen = image.checkVisibility() && top < innerHeight && bottom > 0 && left < innerWidth && right > 0;
  return !isSeen || (image.complete && image.naturalWidth > 0);
}) && (!document.querySelector("#viewer[open][data-details-shown]:not([data-comparing])")
  || document.querySelector("#viewer-details section"))"""
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


def take(page: Page, name: str) -> None:
    """One picture, once nothing loads or moves."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(_PICTURES_SHOWN)
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=82)


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
    with run_stack(environment={"BILDSTELLE_TICK_EVERY": "2"}) as running, sync_playwright() as playwright:
        release = fill(running)
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        for size, walk in walks:
            with signed_in(browser, running, size) as page:
                walk(page, release)
        browser.close()


if __name__ == "__main__":
    main()
