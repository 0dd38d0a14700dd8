"""The keys and the typing of queue and search, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.desk.browser import HeldRequests, page_in, with_pictures
from tests.factories import make_photo, make_release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("buckets")
def test_slash_searches_while_one_types_and_n_makes_a_release(
    browser: Browser, live_server: LiveServer, editor: Client
) -> None:
    release = make_release(titles={"en": "Feast"})
    with_pictures(make_photo(release, filename="DSC_4030.JPG", captions={"en": "A small house"}))
    with page_in(browser, live_server, editor) as page:
        page.goto("/")
        page.keyboard.press("n")
        expect(page).to_have_url(re.compile("/releases/new/"))
        page.goto("/")
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("hou/n")
        expect(page.locator("#search")).to_have_value("hou/n")
        page.goto("/search/")
        page.locator("#search").press_sequentially("house")
        expect(page.locator(".hit mark")).to_have_text("house")
        expect(page).to_have_url(re.compile(r"\?q=house$"))
        page.get_by_label("State").select_option("live")
        expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
        scripts = HeldRequests(page, "**/search.js")
        page.get_by_role("link", name="Search without filters").click()
        page.get_by_label("Select DSC_4030.JPG").check()
        scripts.let_one_go()
        expect(page.locator("[data-chosen]")).to_have_text("1 selected")
        page.get_by_role("button", name="Take over into a release…").click()
        expect(page.get_by_role("button", name="Take over 1 photo")).to_be_visible()
