"""Approve, decline, publish, withdraw at the command line."""

from __future__ import annotations

import pytest

from archive.states import PhotoState
from cli.support.moments import show_moment
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


def test_the_end_of_a_right_is_set_put_off_and_taken_away() -> None:
    release = make_release(state="live")
    live, approved, gone = (
        make_photo(release, state, approved_revision=1) for state in ("live", "approved", "withdrawn")
    )
    names = (live.filename, approved.pk)
    assert "2 set to go off at 2099-01-31 23:59." in run("expire", release.slug, *names, "--at", "31.1.2099")
    assert "1 set to go off at 2099-03-01 18:00." in run("expire", release.slug, live.pk, "--at", "2099-03-01 18:00")
    for photo, shown in ((live, "2099-03-01 18:00"), (approved, "2099-01-31 23:59")):
        photo.refresh_from_db()
        assert show_moment(photo.rights_end_at) == shown
        assert photo.approval_is_current
    assert "1 set to stay." in run("expire", release.slug, live.pk, "--at", "")
    live.refresh_from_db()
    assert live.rights_end_at is None
    assert [one.actor_name for one in live.decisions.filter(action="edited")] == ["operator"] * 3
    assert "is in the past" in fail("expire", release.slug, live.pk, "--at", "2020-01-01")
    assert "Not a time: soon" in fail("expire", release.slug, live.pk, "--at", "soon")
    assert gone.filename in fail("expire", release.slug, gone.pk, "--at", "2099-01-31")
