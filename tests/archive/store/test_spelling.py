"""Uploads with control characters in their names are listed as they can be fetched."""

from __future__ import annotations

from archive.store.buckets import incoming
from archive.store.client import s3
from archive.store.listing import version_pages


def test_control_characters_are_what_they_are(buckets: None) -> None:
    names = [
        "a/bell\x07.jpg",
        "a/bell\x08.jpg",
        "a/bell.jpg",
        "a/\ufffd.jpg",
        "a/two\x01\x02.jpg",
        "a/esc\x1b\ufffd.jpg",
    ]
    for name in names:
        incoming().put(name, name.encode(), "image/jpeg")
    listed = {stored.key: stored.version for stored in incoming().versions("a/")}
    assert set(listed) == set(names)
    for name, version in listed.items():
        found = incoming().head(name, version)
        assert found
        assert found.size == len(name.encode()), "the version is of this key and not of its double"
    loose, _prefixes = incoming().level("a/")
    assert {stored.key for stored in loose} == set(names)


def test_a_version_whose_key_nobody_can_find_is_left_out(buckets: None) -> None:
    incoming().put("a/gone\x07.jpg", b"x", "image/jpeg")
    incoming().put("a/there.jpg", b"x", "image/jpeg")
    stored = incoming().head("a/gone\x07.jpg")
    assert stored
    incoming().delete("a/gone\x07.jpg")
    listed = [stored.key for page in version_pages(s3(), incoming().name, "a/") for stored in page.objects]
    assert len(listed) == 2, "the store lists it garbled"
    assert [stored.key for stored in incoming().versions("a/")] == ["a/there.jpg"]
    incoming().delete("a/gone\x07.jpg", stored.version)
