"""Uploads from this side: known again by content, streamed, told as they go."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archive.models import Original
from archive.store.buckets import incoming
from archive.store.uploads import Arrived, Fingerprint, fingerprint, upload
from tests.factories import make_photo, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]

BODY = b"a photo's bytes" * 1000


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "Über uns.JPG"
    path.write_bytes(BODY)
    return path


def test_a_fingerprint_is_of_the_content(photo: Path) -> None:
    sha256, md5 = hashlib.sha256(BODY).hexdigest(), hashlib.md5(BODY, usedforsecurity=False).hexdigest()
    assert fingerprint(photo) == Fingerprint(sha256, md5, len(BODY))
    with pytest.raises(OSError, match="none"):
        fingerprint(photo.with_name("none"))


def test_a_file_goes_up_whole_and_says_how_far_it_is(photo: Path) -> None:
    told: list[int] = []
    upload(photo, "anna/fest/Über uns.JPG", told.append)
    assert incoming().get("anna/fest/Über uns.JPG") == BODY
    assert sum(told) == len(BODY)


def test_what_arrived_is_known_by_its_key_and_bytes_or_as_a_photo(photo: Path) -> None:
    release, print_ = make_release(), fingerprint(photo)
    assert not Arrived(release, "anna/fest/").knows("anna/fest/a.jpg", print_)
    upload(photo, "anna/fest/a.jpg", lambda _size: None)
    arrived = Arrived(release, "anna/fest/")
    assert arrived.knows("anna/fest/a.jpg", print_), "by the ETag, which is the MD5 of what goes up in one piece"
    assert not arrived.knows("anna/fest/b.jpg", print_)
    developed = make_photo(release)
    Original.objects.filter(photos=developed).update(sha256=print_.sha256)
    assert Arrived(release, "ben/fest/").knows("ben/fest/b.jpg", print_), "a photo of the release, whoever dropped it"
