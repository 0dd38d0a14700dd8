"""The model task, counted: sixty photos, thirteen captions in two languages, ten declined, fifty published.

What became public of it is then judged by what is not ours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.desk.browser import chromium
from tests.journey.artefacts import Artefacts
from tests.journey.running_stack import RunningStack, picture
from tests.journey.test_desk import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.browser]

SCENES = (5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4)
"""Photos of each scene, too far apart for a series. One photo of each of the first ten is declined, never the first."""
DECLINED = 10
MOST = 80
"""Clicks and keys. The same task took 211 when it was first counted."""


class Hands:
    """A press officer's: every click and key is recorded; what is written into a field counts by its keys between."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.record: list[str] = []

    def click(self, target: Locator, *modifiers: str) -> None:
        name = target.get_attribute("data-name") or target.inner_text().strip()
        self.record.append("+".join([*modifiers, f"click {name!r}"]))
        target.click(modifiers=list(modifiers))  # type: ignore[arg-type]  # "Control" and "Shift"

    def press(self, key: str) -> None:
        self.record.append(key)
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(60_000) as opened:
        yield opened


def _name(scene: int, n: int) -> str:
    return f"S{scene:02d}_{n}.JPG"


def _drop(running: RunningStack) -> str:
    release, (photographer, key) = running.make_release(), running.make_photographer()
    for scene, count in enumerate(SCENES):
        for n in range(count):
            exif = Image.Exif()
            taken = dt.datetime(2026, 9, 1, 18, scene, 5 * n)  # noqa: DTZ001  (a camera's clock)
            exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
            body = picture((600, 400), exif=exif)
            key.put_object(Bucket="incoming", Key=f"{photographer}/{release}/{_name(scene, n)}", Body=body)
    running.wait_until_developed(release, sum(SCENES))
    return release


@dataclass(frozen=True)
class Published:
    """The release's slug, and what a press officer did for it."""

    slug: str
    actions: list[str]


@pytest.fixture(scope="module")
def published(browser: Browser, running: RunningStack) -> Published:
    release = _drop(running)
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/")
        expect(page.get_by_role("gridcell")).to_have_count(sum(SCENES))
        hands = Hands(page)
        review_and_decline(hands)
        write_captions(hands)
        approve_and_publish(hands)
    return Published(release, hands.record)


def test_sixty_photos_within_eighty_actions(
    published: Published, running: RunningStack, request: pytest.FixtureRequest
) -> None:
    say = request.config.get_terminal_writer().line
    say(f"{len(published.actions)} actions: {', '.join(published.actions)}")
    photos = running.manifest(published.slug)["photos"]
    assert len(photos) == sum(SCENES) - DECLINED
    for part in ("captions", "alt_texts"):
        assert (
            len({photo[part]["de"] for photo in photos}) == len({photo[part]["en"] for photo in photos}) == len(SCENES)
        )
    assert len(published.actions) <= MOST


def test_others_find_everything_public_right(published: Published, running: RunningStack, tmp_path: Path) -> None:
    running.wait_until_idle(published.slug)
    Artefacts(running, published.slug, photos=sum(SCENES) - DECLINED).check_all(tmp_path)


def review_and_decline(hands: Hands) -> None:
    """Look through all of them, page by page, and pick what is not to go along."""
    tile = hands.page.locator(".tile")
    for _page in range(4):
        hands.press("PageDown")
    for scene in range(DECLINED):
        hands.click(tile.and_(hands.page.locator(f"[data-name='{_name(scene, 1 + scene % 3)}']")), "Control")
    hands.press("d")
    expect(hands.page.locator(".tile[data-state=declined]")).to_have_count(DECLINED)


def write_captions(hands: Hands) -> None:
    """Thirteen groups, one after the other, without taking the hands off the keys."""
    page = hands.page
    hands.press("Escape")
    for n in (0, 2, 3, 4):
        hands.click(page.locator(f".tile[data-name='{_name(0, n)}']"), "Control")
    hands.press("e")
    for scene, count in enumerate(SCENES):
        left = count - (scene < DECLINED)
        expect(page.locator("#sheet form")).to_have_attribute("data-ids", expected_ids(left))
        expect(page.locator("#sheet textarea").first).to_be_focused()
        hands.write(f"Szene {scene}: Vor dem Rathaus")
        for text in (f"Scene {scene}: in front of the town hall", f"Menschen, Szene {scene}", f"People, scene {scene}"):
            hands.press("Tab")
            hands.write(text)
        hands.press("Control+Enter")
        expect(page.locator(".tile .cap").filter(has_text=f"Scene {scene}:")).to_have_count(left)
    expect(page.locator("#sheet")).to_be_hidden()


def expected_ids(count: int) -> re.Pattern[str]:
    """So many ids."""
    return re.compile(rf"^\w+( \w+){{{count - 1}}}$")


def approve_and_publish(hands: Hands) -> None:
    page = hands.page
    hands.press("Control+a")
    hands.press("a")
    expect(page.locator(".tile[data-state=approved]")).to_have_count(sum(SCENES) - DECLINED)
    hands.click(page.locator("#open-publishing"))
    hands.click(page.get_by_role("dialog").locator("button[value=publish]"))
    expect(page.locator(".tile[data-state=live]")).to_have_count(sum(SCENES) - DECLINED)
