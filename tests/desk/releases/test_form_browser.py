"""The release form in a real browser: it saves itself, comes back after a reload, previews, adds links."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from archive.models import Release
from tests.desk.browser import HeldAnswers, page_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAKEN_BACK = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says when a moment is typed on while the one before is being spelt out."""


def test_a_new_release_saves_itself_and_is_found_after_a_reload(
    browser: Browser, live_server: LiveServer, approver: Client
) -> None:
    with page_in(browser, live_server, approver) as page:
        page.goto(reverse("desk:release_new"))
        expect(page.locator("[name=titles_de]")).to_be_focused()
        page.keyboard.type("Lange Nacht der offenen Ämter: 4.000 Gäste in zwölf Häusern")
        page.keyboard.press("Tab")  # before anything is suggested
        expect(page.locator("[name=slug]")).to_have_value(re.compile("^[0-9]{6}-lange-nacht-der-offenen-aemter-4$"))
        state = page.locator(".save-state")
        expect(state).to_contain_text("Saved at")
        expect(page).to_have_url(re.compile("/edit/$"))
        page.locator("[name=texts_de]").fill("Rund **4.000** Gäste")
        # The address first: a label alone is refused, if the form saves itself just then.
        page.locator("[name=link_url_0]").fill("www.example.org")
        page.locator("[name=link_label_0]").fill("Programm")
        page.get_by_role("button", name="Add a link").click()
        expect(page.locator("[name=link_label_1]")).to_be_focused()
        expect(state).to_have_attribute("data-state", "saved")
        page.locator(".f-texts[data-in=de] [data-preview=on]").click()
        expect(page.locator(".f-texts[data-in=de] .md-page strong")).to_have_text("4.000")
        page.reload()
        expect(page.locator("#draft")).to_be_hidden()
        expect(page.locator("[name=texts_de]")).to_have_value("Rund **4.000** Gäste")
        saved = HeldAnswers(page, "**/edit/")
        page.get_by_role("button", name="Save", exact=True).evaluate(
            "button => { setTimeout(() => button.click()); setTimeout(() => button.click(), 100); }"
        )
        page.wait_for_timeout(300)
        saved.let_one_go()
        expect(page.get_by_role("heading", name="No photos yet"), "not in conflict with itself").to_be_visible()
    release = Release.objects.get()
    assert release.links == [{"label": "Programm", "url": "https://www.example.org/"}]


def test_what_is_wrong_is_said_at_its_field_and_kept(
    browser: Browser, live_server: LiveServer, approver: Client
) -> None:
    with page_in(browser, live_server, approver, ignore=("422", *TAKEN_BACK)) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(reverse("desk:release_new"))
        # Wrong from the start: the form saves itself whenever a field is left, and makes no release.
        page.locator("[name=goes_live_at]").fill("2020-11-25T18:30")
        expect(page.locator(".spelt.err")).to_contain_text("That is in the past")
        suggestions = HeldAnswers(page, "**/suggestions/**")
        page.locator("[name=titles_de]").focus()
        page.keyboard.type("Ein Fest")
        suggestions.wait()
        page.locator("[name=number]").fill("a b")
        page.locator("[name=dateline]").fill("Ulm")
        suggestions.let_one_go()
        page.keyboard.press("Tab")
        expect(page.locator(".has-error")).to_have_count(2)
        expect(page.locator(".save-state")).to_contain_text("Not saved yet")
        expect(page.locator("[name=slug]"), "no suggestion comes over what is typed").to_have_value("")
        page.unroute("**/suggestions/**")
        page.reload()
        page.get_by_role("button", name="Restore").click()
        expect(page.locator("[name=titles_de]")).to_have_value("Ein Fest")


def test_dates_are_typed_and_picked_as_the_page_writes_them(
    browser: Browser, live_server: LiveServer, approver: Client
) -> None:
    with page_in(browser, live_server, approver, ignore=TAKEN_BACK, locale="de-DE") as page:
        page.goto(reverse("desk:release_new"))
        embargo, picker = page.locator("[name=goes_live_at]"), page.locator("[name=goes_live_at] ~ .native")
        expect(page.locator("[name=date]")).to_have_value(re.compile(r"^\d\d\.\d\d\.20\d\d$"))
        expect(embargo).to_have_attribute("placeholder", "TT.MM.JJJJ, HH:MM")
        embargo.fill("5.12.2036 9:30")
        expect(page.locator(".spelt")).to_contain_text("Freitag, 5. Dezember 2036, 09:30 Uhr MEZ")
        page.locator("[name=goes_live_at] ~ [data-pick]").click()
        expect(picker).to_have_value("2036-12-05T09:30")
        picker.evaluate(
            "input => { input.value = '2036-12-06T18:00'; input.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        expect(embargo).to_have_value("06.12.2036, 18:00")
        expect(page.locator(".spelt")).to_contain_text("Samstag, 6. Dezember 2036, 18:00 Uhr MEZ")
