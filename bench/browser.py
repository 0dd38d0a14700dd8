"""A contact sheet of 500 photos in a real browser: `python -m bench.browser`. `bench/README.md` says what is measured.

The page is opened, scrolled from top to bottom, written into by one save for all photos, and approved as a whole, on
the desk's own server. Photos are rows with a real thumbnail of which there are twenty different ones.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import Page, expect

from bench.journey_cpu import cpu_seconds, spent_between
from bench.options import one_or_more
from bench.photos import draw
from bench.report import table
from cli.stack.stack import Stack
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release

_PICTURES = 20
_LONG = 50
_WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  .observe({ type: "longtask", buffered: true });
"""
_SCROLL = """
async (step) => {
  const scrolls = (box) => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== "visible";
  let box = document.getElementById("grid");
  while (box.parentElement && !scrolls(box)) box = box.parentElement;
  const frames = [];
  let last = performance.now();
  for (let before = -1; before !== box.scrollTop; ) {
    before = box.scrollTop;
    box.scrollTop += step;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return { pixels: box.scrollTop, frames };
}
"""


class Measurement:
    """The measurements on one page of one release."""

    def __init__(self, stack: Stack, page: Page, photos: int) -> None:
        self._roots = {name: stack.services[name].pid for name in ("desk", "postgres")}
        self._page, self._photos = page, photos
        self._requests, self._bytes, self._sent = 0, 0, 0
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", self._note_request)
        devtools.on("Network.loadingFinished", self._note_answer)
        page.add_init_script(_WATCH)

    def _note_request(self, event: dict[str, Any]) -> None:
        self._requests += 1
        self._sent += len(event["request"].get("postData", ""))

    def _note_answer(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])

    def take(self, what: str, act: Callable[[], str]) -> list[str]:
        """A row of the table: what was done, its times, its traffic, its long tasks, and what `act` has to say."""
        self._requests = self._bytes = self._sent = 0
        roots = self._roots | {"browser": os.getpid()}
        before, began = cpu_seconds(roots), time.monotonic()
        said = act()
        wall = time.monotonic() - began
        spent = spent_between(before, cpu_seconds(roots))
        long = [float(one) for one in self._page.evaluate("longTasks.splice(0)") if one > _LONG]
        cpu = f"{spent['desk']:.2f} + {spent['postgres']:.2f}"
        tasks = f"{len(long)} ({max(long):.0f} ms)" if long else "0"
        sizes = f"{self._bytes / 1000:.0f} + {self._sent / 1000:.0f}"
        return [what, f"{wall:.1f}", cpu, f"{self._requests}", sizes, tasks, said]

    def open(self, address: str) -> str:
        """The contact sheet, until all tiles are there."""
        self._page.goto(address)
        expect(self._page.get_by_role("gridcell")).to_have_count(self._photos)
        self._page.wait_for_load_state("networkidle")
        return ""

    def scroll(self, step: int) -> str:
        """From top to bottom, so many pixels a frame."""
        found = self._page.evaluate(_SCROLL, step)
        frames = sorted(found["frames"])
        self._page.wait_for_timeout(500)
        late = sum(frame > 34 for frame in frames)
        return f"{found['pixels']:.0f} px, {len(frames)} frames, {late} over 34 ms, the longest {frames[-1]:.0f} ms"

    def write(self) -> str:
        """One caption into all photos."""
        self._select_all()
        self._page.keyboard.press("e")
        expect(self._page.locator("[name='captions.de']")).to_be_visible()
        self._page.locator("[name='captions.de']").fill("Ein Satz für alle")
        self._page.locator("[name='captions.en']").fill("A sentence for all")
        self._page.evaluate("longTasks.splice(0)")
        self._page.keyboard.press("Control+Enter")
        expect(self._page.locator("#toasts")).to_contain_text(str(self._photos))
        return ""

    def approve(self) -> str:
        """All photos by one key."""
        self._select_all()
        self._page.keyboard.press("a")
        expect(self._page.locator(".tile[data-state=approved]")).to_have_count(self._photos)
        expect(self._page.locator(".tile[data-pending]")).to_have_count(0)
        return ""

    def _select_all(self) -> None:
        self._page.keyboard.press("Escape")
        self._page.get_by_role("gridcell").first.focus()
        self._page.keyboard.press("Control+a")


def make_release(photos: int) -> Release:
    """A release of photos that await review, each with a thumbnail in the store."""
    from archive.models import Rendition
    from archive.store.buckets import archive
    from desk.components.pictures import tile_profiles
    from tests import factories

    release, photographer = factories.make_release(), factories.make_photographer()
    pictures = [_webp(n) for n in range(_PICTURES)]
    for n in range(photos):
        photo = factories.make_photo(release, photographer=photographer)
        for rendition in Rendition.objects.filter(original=photo.original, profile__in=tile_profiles()):
            archive().put(rendition.key, pictures[n % _PICTURES], "image/webp")
    return release


def _webp(n: int) -> bytes:
    sink = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, Image.open(draw(Path(folder) / "photo.jpg", n, (800, 533))) as drawn:
        drawn.save(sink, "WEBP", quality=78, method=2)
    return sink.getvalue()


@contextmanager
def signed_in(address: str) -> Iterator[Page]:
    """A page of the first press officer."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.desk.browser import WIDE, chromium

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"))
    name = settings.SESSION_COOKIE_NAME
    with chromium() as browser:
        expect.set_options(timeout=120_000)
        context = browser.new_context(base_url=address, locale="en-GB", viewport=WIDE)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        yield context.new_page()
        context.close()


def run(stack: Stack, options: argparse.Namespace) -> str:
    """All rows, as a Markdown table."""
    from django.urls import reverse

    release = make_release(options.photos)
    with signed_in(stack.environment["BILDSTELLE_PUBLIC_URL"]) as page:
        measurement = Measurement(stack, page, options.photos)
        address = reverse("desk:release", args=(release.slug,))
        rows = [measurement.take("opened, cold", lambda: measurement.open(address))]
        rows.append(measurement.take("opened", lambda: measurement.open(address)))
        for step in options.steps:
            rows.append(measurement.take(f"scrolled, {step} px a frame", partial(measurement.scroll, step)))
            page.evaluate("scrollTo(0, 0)")
            measurement.open(address)
        rows.append(measurement.take("captions in two languages into all", measurement.write))
        rows.append(measurement.take("all approved", measurement.approve))
    head = ("", "wall, s", "CPU, s: desk + PostgreSQL", "requests", "kB: down + up", "tasks over 50 ms (longest)", "")
    return table(head, rows)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.browser", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=one_or_more, default=500)
    parser.add_argument("--steps", type=one_or_more, nargs="*", default=[60, 300], help="pixels a frame to scroll by")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in ("beat", "develop", "press", "upkeep"):
            stack.services[name].stop()  # they would act on our rows, whose originals do not exist
        with session(stack.data):
            print(run(stack, options))


if __name__ == "__main__":
    main()
