"""What is asked of a page in a real browser, however slow the machine: nobody shut out, pictures that can be seen."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# The document's own list leaves out what moves within a shadow root.
STILL = """() => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => root.getAnimations()).every((one) => one.playState !== "running");
}"""


def expect_accessible(page: Page, *more: str) -> None:
    """Axe finds nothing by WCAG 2.2 AA and `more` rules, and nothing is wider than the window.

    The page stands still first: the colours of what still fades in are read as too faint.
    """
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(STILL)
    found = Axe().run(page, options={"runOnly": [*WCAG, *more]}).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def expect_picture(image: Locator) -> None:
    """The picture is there. Its file may be chosen anew while the page is laid out, on which `decode` would fail."""
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(one) => one.naturalWidth") > 0, image
