"""A drop link in a real browser, on the whole running stack: a phone whose network comes and goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.desk.browser import chromium
from tests.journey.running_stack import RunningStack, picture
from tests.journey.test_desk import PATIENCE, PHONE, signed_in
from tests.page_checks import expect_accessible

pytestmark = [pytest.mark.journey, pytest.mark.browser]
FILES = int(os.environ.get("DROPPED_FILES", "20"))
"""`DROPPED_FILES=200` is for a run by hand."""
QUICK, SLOW = 200_000, 4_000  # bytes a second: a photo takes a moment, or longer than anything here waits


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(PATIENCE) as opened:
        yield opened


def make_link(browser: Browser, running: RunningStack, release: str) -> str:
    """The address of a new link, as an editor reads it from the desk."""
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/drop-links/")
        page.get_by_label("Photographer, as credited").fill("Jörg Żółw")
        page.get_by_label("Photos at most").fill(str(FILES))
        page.get_by_role("button", name="Make a link").click()
        address = page.get_by_label("Address").input_value()
        expect(page.locator("svg.qr")).to_be_visible()
        expect_accessible(page, "best-practice")
    return address


def end_link(browser: Browser, running: RunningStack, release: str) -> None:
    with signed_in(browser, running) as page:
        page.goto(f"/releases/{release}/drop-links/")
        page.get_by_role("button", name="End the link of Jörg Żółw").click()
        expect(page.locator("#toasts")).to_contain_text("has been ended")


class Phone:
    """The drop page on a network that can be slow and cut."""

    def __init__(self, context: BrowserContext, address: str, speed: int = QUICK) -> None:
        self.page = context.new_page()
        self.page.goto(address)
        # What a session has set holds for as long as it, so there is one.
        self._session = context.new_cdp_session(self.page)
        self._session.send("Network.enable")
        self.connect(speed)

    def connect(self, speed: int, *, offline: bool = False) -> None:
        conditions = {"latency": 20, "downloadThroughput": -1, "uploadThroughput": speed}
        self._session.send("Network.emulateNetworkConditions", {"offline": offline, **conditions})

    def cut(self, then: int) -> None:
        """Cut the network, and give it back with this speed once the page has said so."""
        self.connect(0, offline=True)
        expect(self.page.locator("#drop-tally [data-pace]")).to_contain_text("No connection")
        self.connect(then)

    def choose(self, files: list[Path]) -> None:
        self.page.set_input_files("#pick-files", files)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """After the block, the first bytes of a file are on their way to the store."""
        desk = urlsplit(self.page.url).netloc
        with self.page.expect_request(lambda one: one.method != "OPTIONS" and urlsplit(one.url).netloc != desk):
            yield

    def wait_for(self, arrived: int) -> None:
        condition = "n => Number(document.querySelector('#drop-tally [data-arrived]').textContent) >= n"
        self.page.wait_for_function(condition, arg=arrived)


def test_none_lost_none_doubled(browser: Browser, running: RunningStack, tmp_path: Path) -> None:
    release = running.make_release()
    address = make_link(browser, running, release)
    card = tmp_path / "card"
    card.mkdir()
    for n in range(FILES):
        (card / f"IMG_{n:04d}.JPG").write_bytes(picture((480, 320)))
    (card / "IMG_0000 copy.JPG").write_bytes((card / "IMG_0000.JPG").read_bytes())
    (card / "IMG_raw.NEF").write_bytes(b"raw")
    (card / "Thumbs.db").write_bytes(b"litter")
    files = sorted(card.iterdir(), key=lambda path: path.name)

    context = browser.new_context(locale="en-GB", viewport=PHONE)  # type: ignore[arg-type]  # a size
    context.set_default_timeout(PATIENCE)
    phone = Phone(context, address, SLOW)
    with phone.under_way():
        phone.choose(files[: FILES // 2])
    phone.cut(then=QUICK)
    phone.wait_for(FILES // 2 - 1)  # two of them are the same photo
    phone.connect(SLOW)
    with phone.under_way():
        phone.choose(files)
    expect(phone.page.locator("#drop-refused")).to_contain_text("export the photo as JPEG")
    with phone.under_way():
        phone.cut(then=SLOW)
    phone.page.close()  # in the middle of four files

    phone = Phone(context, address)
    page = phone.page
    expect(page.locator("#drop-left")).to_contain_text("have not been sent")
    phone.choose(files)
    expect(page.locator("#drop-tally [data-pace]")).to_contain_text("All that was sent has arrived")
    expect(page.locator("#drop-left")).to_be_hidden()
    expect(page.locator("#drop-refused .file")).to_have_count(1)
    assert dict(running.wait_until_developed(release, FILES)) == {"ready": FILES}
    expect(page.locator("#drop-said")).to_contain_text(f"{FILES} of {FILES + 1} photos arrived, 1 refused.")
    expect(page.locator("#drop")).to_have_attribute("data-arrived", str(FILES))
    expect_accessible(page, "best-practice")
    digests = "select count(distinct o.sha256) from archive_original o join archive_photo p on p.original_id = o.id"
    own = f"{digests} join archive_release r on r.id = p.release_id where r.slug = %s"
    assert running.rows(own, release) == [(FILES,)]

    end_link(browser, running, release)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has been ended")
    context.close()
