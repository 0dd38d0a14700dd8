"""The lines of lists say what the version says."""

from __future__ import annotations

import datetime as dt

from pipelines.documents.listing import entry_of, newest_first
from pipelines.documents.manifest import Tombstone
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo, release


def test_an_entry_says_what_the_version_says() -> None:
    made = entry_of(manifest(photo("p1"), Tombstone(id="p0"), photo("p2"), hero="p2", version=4))
    assert (made.slug, made.version, made.photos) == ("fest", 4, 2)
    assert made.hero
    assert (made.hero.id, made.hero.credit) == ("p2", "©Stadt/Anna")
    assert (made.published_at, made.made_at) == (MOMENT, MOMENT)


def test_the_latest_day_comes_first_and_one_order_is_always_the_same() -> None:
    days = [("b", 1), ("a", 2), ("c", 1)]
    made = [entry_of(manifest(text=release(slug=slug, date=dt.date(2026, 9, day)))) for slug, day in days]
    assert [entry.slug for entry in newest_first(made)] == ["a", "c", "b"] == [e.slug for e in newest_first(made[::-1])]
