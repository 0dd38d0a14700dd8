"""What is asked of a page in a real browser, however slow the machine: nobody shut out, pictures that can be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# The document's own list leaves out what moves within a shadow root.
STILL = """() => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => root.getAnimations()).every((one) => one.playState !== "running");
}"""
# A tick is as large as its label; one that writing ticks is a second way, and may stay smaller.
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, input, .bar a, .menu a")]
  .filter((each) => each.checkVisibility({ opacityProperty: true }) && !each.matches(".tile *, .tick"))
  .map((each) => [each.outerHTML.slice(0, 90), (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < 44)
  .map(([html, { width, height }]) => `${width} x ${height}: ${html}`)"""


def expect_touchable(page: Page) -> None:
    """A finger hits every control: 44 pixels."""
    small = page.evaluate(SMALL)
    assert not small, (page.url, small)


@contextmanager
def stopped_clock(page: Page) -> Iterator[None]:
    """During the block, what the page shows for two seconds stays, however late we look."""
    page.clock.install()
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
    yield
    page.clock.resume()


def expect_accessible(page: Page, *more: str) -> None:
    """Axe finds nothing by WCAG 2.2 AA and `more` rules, and nothing is wider than the window.

    The page stands still first: the colours of what still fades in are read as too faint.
    """
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(STILL)
    found = Axe().run(page, options={"runOnly": [*WCAG, *more]}).response["violations"]
    assert not found, (page.url, [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found])
    excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert excess <= 0, (page.url, excess)


def expect_picture(image: Locator) -> None:
    """The picture is there. Its file may be chosen anew while the page is laid out, on which `decode` would fail."""
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(one) => one.naturalWidth") > 0, f"{image} is broken"
