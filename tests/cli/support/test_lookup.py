"""Rows found by the names that an operator gives them, or a complaint that says where the right ones are."""

from __future__ import annotations

import pytest

from cli.support.errors import CommandError
from cli.support.lookup import find_approvable, find_photographer, find_photos, find_release
from tests.factories import make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


def test_a_release_is_found_by_slug_or_number() -> None:
    release = make_release(slug="fest", number="20260901-1")
    make_release(number="")
    assert find_release("fest") == find_release("20260901-1") == release
    for name in ("none", ""):
        with pytest.raises(CommandError, match="release list"):
            find_release(name)


def test_a_photographer_is_found_by_slug() -> None:
    anna = make_photographer(slug="anna")
    assert find_photographer("anna") == anna
    with pytest.raises(CommandError, match="photographer list"):
        find_photographer("ben")


def test_photos_are_found_by_id_or_by_a_name_that_is_theirs_alone() -> None:
    release = make_release()
    one, twin, other = (make_photo(release, filename=name) for name in ("a.jpg", "b.jpg", "b.jpg"))
    assert find_photos(release, ["a.jpg", twin.pk, "a.jpg"]) == [one, twin]
    with pytest.raises(CommandError) as complaint:
        find_photos(release, ["a.jpg", "b.jpg", "c.jpg"])
    told = str(complaint.value).splitlines()
    assert len(told) == 2
    assert twin.pk in told[0]
    assert other.pk in told[0]
    assert "c.jpg" in told[1]


def test_what_an_approval_would_change_is_approvable() -> None:
    release = make_release()
    ready = make_photo(release, "ready")
    outdated = make_photo(release, "live", revision=2, approved_revision=1)
    make_photo(release, "approved", approved_revision=1)
    make_photo(release, "declined")
    assert {photo.pk for photo in find_approvable(release)} == {ready.pk, outdated.pk}
