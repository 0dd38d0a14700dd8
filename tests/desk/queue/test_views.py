"""The queue: what waits for somebody comes first."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from archive.models import Release
from archive.releases.lifecycle import unsorted
from desk.queue import presenters
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_the_queue_groups_by_what_waits(editor: Client) -> None:
    assert "Nothing is waiting" in editor.get("/").content.decode()
    make_photo(make_release(titles={"de": "Entwurf A"}))
    make_release(titles={"de": "Geplant B"}, state="scheduled")
    live = make_release(titles={"de": "Online C"}, state="live")
    make_photo(unsorted())
    html = editor.get("/").content.decode()
    order = [html.index(text) for text in ("1 photo without a release", "Entwurf A", "Geplant B", "Online C")]
    assert order == sorted(order)
    make_photo(live)
    html = editor.get("/").content.decode()
    assert html.index("Online C") < html.index("Geplant B"), "an undecided photo needs somebody"


def test_a_card_does_not_promise_what_waits_for_a_confirmation(editor: Client) -> None:
    soon = timezone.now() + dt.timedelta(hours=2)
    release = make_release(state="scheduled", goes_live_at=soon, approved_revision=1)
    assert "only once it is confirmed" not in editor.get("/").content.decode()
    Release.objects.filter(pk=release.pk).update(revision=2)
    for page in ("/", f"/releases/{release.slug}/"):
        assert "only once it is confirmed" in editor.get(page).content.decode()


def test_the_queues_poll(editor: Client) -> None:
    make_photo(make_release())
    html = editor.get("/").content.decode()
    token = html.split('id="changes" value="')[1].split('"')[0]
    assert editor.get("/", {"since": token}, headers={"HX-Request": "true"}).status_code == 204
    make_photo()
    fragment = editor.get("/", {"since": token}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="queue"')


def test_older_releases_have_pages(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "PAGE_LENGTH", 2)
    for n in range(5):
        make_release(titles={"de": f"Nummer {n}"}, date=dt.date(2026, 9, 1 + n))
    shown = [re.findall(r"Nummer \d", editor.get("/", {"page": page}).content.decode()) for page in (1, 2, 3, 4)]
    assert shown == [["Nummer 4", "Nummer 3"], ["Nummer 2", "Nummer 1"], ["Nummer 0"], []]
    second = editor.get("/", {"page": 2}).content.decode()
    assert 'href="?page=1"' in second
    assert 'href="?page=3"' in second
    for nonsense in ("0", "-1", "x", "9" * 40, "²", ""):
        assert "Nummer 4" in editor.get("/", {"page": nonsense}).content.decode()
