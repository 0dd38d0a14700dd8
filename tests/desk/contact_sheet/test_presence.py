"""Two people on one release see each other: on the contact sheet, on the queue, on a phone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from archive.models import Presence, Release
from archive.releases.lifecycle import unsorted
from tests.desk.browser import PHONE, becomes, chromium, page_in
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def changes(client: Client, release: Release, since: str) -> str:
    return client.get(reverse("desk:changes", args=(release.slug,)), {"since": since}).content.decode()


def look(client: Client, release: Release) -> None:
    """What a page that is open does."""
    changes(client, release, "")


def token(html: str) -> str:
    found = re.search(r'<data id="changes" value="([^"]+)"', html)
    assert found
    return found[1]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def leave(name: str) -> None:
    Presence.objects.filter(user__username=name).update(seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_the_poll_tells_who_came_and_who_left(editor: Client, approver: Client) -> None:
    release = make_release()
    photo = make_photo(release)
    address = reverse("desk:release", args=(release.slug,))
    page = editor.get(address).content.decode()
    assert "working on it now" not in page
    look(approver, release)
    came = changes(editor, release, token(page))
    assert "approver is working on it now" in words(came)
    assert "editor" not in words(came)
    assert f'id="photo-{photo.pk}"' not in came, "no tile is sent for it"
    assert changes(editor, release, token(came)) == ""
    leave("approver")
    left = changes(editor, release, token(came))
    assert 'id="colleagues"' in left
    assert "working on it now" not in left


def test_the_queue_names_them_with_each_release(editor: Client, approver: Client) -> None:
    for release in (make_release(), make_release(state="live"), unsorted()):
        make_photo(release)
        look(approver, release)
    assert words(editor.get("/").content.decode()).count("approver is working on it now") == 3
    assert "working on it now" not in approver.get("/").content.decode()


def test_whoever_edits_the_release_s_texts_is_there_too(editor: Client, approver: Client) -> None:
    release = make_release()
    approver.get(reverse("desk:release_edit", args=(release.slug,)))
    assert "approver is working on it now" in words(editor.get("/").content.decode())


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_people_in_two_browsers(editor: Client, approver: Client, live_server: LiveServer) -> None:
    release = make_release()
    make_photo(release, original=None)
    address = f"/releases/{release.slug}/"
    with chromium() as browser, page_in(browser, live_server, editor, viewport=PHONE, locale="de-DE") as first:
        first.goto(address)
        expect(first.locator("#colleagues")).to_have_text("")
        with page_in(browser, live_server, approver) as second:
            second.goto(address)
            expect(second.get_by_text("editor is working on it now")).to_be_attached()
            menu = first.locator("#colleagues summary")
            expect(menu).to_have_accessible_name("approver arbeitet gerade daran")
            menu.click()
            expect(first.get_by_text("Gerade an dieser Mitteilung")).to_be_in_viewport()

        def is_alone() -> bool:
            leave("approver")  # again, for what was on its way as the window closed comes later
            return not (first.locator("#colleagues").text_content() or "").strip()

        becomes(first, is_alone)
