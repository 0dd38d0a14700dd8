"""Approve, decline, publish, withdraw at the command line."""

from __future__ import annotations

import pytest

from archive.states import PhotoState
from tests.cli.command_runner import fail, misuse, run
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_photos_are_approved_by_name_by_id_or_all() -> None:
    release = make_release()
    one, two, three = (make_photo(release) for _ in range(3))
    refused = make_photo(release, PhotoState.REFUSED)
    assert "2 approved" in run("approve", release.slug, one.filename, two.pk)
    assert "1 approved" in run("approve", release.number, "--all")
    assert "No photo waits" in run("approve", release.slug, "--all")
    for photo in (one, two, three):
        photo.refresh_from_db()
        assert photo.state == PhotoState.APPROVED
    refused.refresh_from_db()
    assert refused.state == PhotoState.REFUSED
    assert "1 declined" in run("decline", release.slug, three.pk)
    three.refresh_from_db()
    assert three.state == PhotoState.DECLINED


def test_a_photo_changed_after_approval_waits_again() -> None:
    release = make_release()
    photo = make_photo(release, PhotoState.APPROVED, revision=2, approved_revision=1)
    assert "1 approved" in run("approve", release.slug, "--all")
    photo.refresh_from_db()
    assert photo.approval_is_current


def test_wrong_names_are_told_together() -> None:
    release = make_release()
    twins = [make_photo(release, filename="DSC_0001.JPG") for _ in range(2)]
    told = fail("approve", release.slug, "DSC_0001.JPG", "none.jpg")
    assert "2 photos are named DSC_0001.JPG" in told
    assert all(twin.pk in told for twin in twins)
    assert "No photo of this release is named none.jpg" in told
    assert "name the photos, or give --all" in misuse("approve", release.slug)
    assert "name the photos, or give --all" in misuse("approve", release.slug, "a.jpg", "--all")


def test_what_cannot_be_approved_is_named_and_the_rest_is_done() -> None:
    release = make_release()
    ready, declined = make_photo(release), make_photo(release, PhotoState.DECLINED)
    told = fail("approve", release.slug, ready.pk, declined.pk)
    assert "1 approved" in told
    assert f"{declined.filename} ({declined.pk}): Not possible while it is declined." in told
    ready.refresh_from_db()
    assert ready.state == PhotoState.APPROVED
