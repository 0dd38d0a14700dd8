"""Waiting for uploads until each is received and developed."""

from __future__ import annotations

import pytest

from archive.store.buckets import incoming
from cli.support.uploads import wait_until_developed
from tests.factories import make_photo, make_photographer, make_receipt, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def test_waiting_ends_once_every_upload_is_received_and_settled() -> None:
    release, anna = make_release(), make_photographer(slug="anna")
    incoming().put(f"anna/{release.slug}/A.JPG", b"x", "image/jpeg")
    [stored] = incoming().versions()
    make_receipt(make_photo(release, photographer=anna), stored.key, stored.version)
    standing = wait_until_developed(release.slug, [f"anna/{release.slug}/"])
    assert (standing.done, standing.total, standing.words) == (1, 1, "1 ready")
