"""What actions and filters go by is the same on a placeholder and on the tile that follows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from archive.models import Photo
from desk.contact_sheet.placeholders import make_placeholders
from desk.contact_sheet.tiles import make_tiles, photos_of
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "columns", "kinds"),
    [
        ("ready", {}, "ready superseded"),
        ("approved", {"approved_revision": 7}, "approved superseded outdated"),
        ("approved", {"approved_revision": 1}, "approved superseded"),
        ("ready", {"problem": "worker_died", "due_at": None}, "ready superseded parked"),
        ("received", {"problem": "worker_died", "original": None}, "received superseded parked stuck"),
        ("refused", {"problem": "truncated", "original": None}, "refused superseded stuck"),
        ("received", {"problem": "", "due_at": timezone.now() + dt.timedelta(1)}, "received superseded"),
    ],
)
def test_a_placeholder_is_of_the_tile_s_kinds(state: str, columns: dict[str, Any], kinds: str) -> None:
    release = make_release()
    photo = make_photo(release, state, revision=1)
    Photo.objects.filter(pk=photo.pk).update(**columns)
    badges = {photo.pk: ("superseded",)}
    [tile] = make_tiles(photos_of(release), badges)
    [placeholder] = make_placeholders(release, [photo.pk], [photo.batch], badges)
    assert tile.kinds.removesuffix(" gap") == placeholder.kinds == kinds
    assert tile.icon == placeholder.icon
