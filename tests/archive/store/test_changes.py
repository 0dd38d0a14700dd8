"""Which public files changed, as the store's own writes tell it."""

from __future__ import annotations

import pytest

from archive.store.buckets import BRIEF, IMMUTABLE, archive, press
from archive.store.changes import take_changes


@pytest.mark.usefixtures("buckets")
def test_only_public_files_that_change_under_their_address_are_noted() -> None:
    take_changes()
    press().put("photos/a/1.jpg", b"a", "image/jpeg", IMMUTABLE)
    press().put("index.html", b"a", "text/html", BRIEF)
    press().put_if("feed.xml", b"a", "text/xml", BRIEF, etag=None)
    archive().put("originals/1", b"a", "image/jpeg")
    press().copy(archive(), "originals/1", "pressebilder/a.jpg", "image/jpeg", BRIEF)
    assert take_changes() == {"index.html", "feed.xml", "pressebilder/a.jpg"}
    press().delete("photos/a/1.jpg")
    assert take_changes() == {"photos/a/1.jpg"}
    assert take_changes() == set()
