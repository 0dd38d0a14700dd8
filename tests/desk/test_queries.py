"""No page of the desk asks the database more than 15 times, and none more often for more photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from archive.models import Release
from archive.people import presence
from archive.releases.lifecycle import unsorted
from desk.queue import films
from tests.archive.publishing.public_release import published
from tests.desk.contact_sheet.test_tiles import add_photos
from tests.desk.test_access import OPEN, addresses
from tests.factories import make_photo, make_release

MOST = 15
NO_PAGES = {"image"} | OPEN
pytestmark = pytest.mark.django_db


def live() -> Release:
    release, _photos = published(1)
    return release


def counts(client: Client, release: Release, pages: dict[str, str]) -> dict[str, int]:
    """The queries of every page that can be got, and of the sheet for all photos, by its name."""
    found = {}
    ids = list(release.photos.values_list("pk", flat=True))
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, {"ids": ids}) if name == "bulk" else client.get(address, {"q": "fest"})
        if answer.status_code == 200:
            found[name] = len(queries)
    return found


@pytest.mark.parametrize("kind", [make_release, live, unsorted])
def test_two_photos_and_sixty_cost_as_many_queries(
    approver: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: Callable[[], Release]
) -> None:
    settings.FOUR_EYES = True
    monkeypatch.setattr(presence, "NOTED_EVERY", dt.timedelta(hours=1))
    monkeypatch.setattr(films, "REMEMBERED_FOR", 0)
    release = kind()
    pages = {name: address for name, address in addresses(release).items() if name not in NO_PAGES}
    make_photo(release)
    counts(approver, release, pages)  # so that nothing is made or noted for the first time below
    two = counts(approver, release, pages)
    add_photos(release, 58)  # of the same photographers
    sixty = counts(approver, release, pages)
    assert sixty == two
    assert {name: n for name, n in sixty.items() if n > MOST} == {}
    expected = {
        "queue",
        "search",
        "codes",
        "release",
        "sheet",
        "details",
        "history",
        "captions_table",
        "bulk",
        "changes",
    }
    assert expected <= set(sixty)
