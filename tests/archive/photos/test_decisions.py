"""Approving, declining, withdrawing, retrying: what was done is told photo by photo."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from archive.errors import NotAllowed
from archive.models import Decision, Photo
from archive.photos import decisions, editing
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_approval_holds_for_what_was_seen() -> None:
    seen, changed = make_photo(), make_photo(revision=3)
    outcome = decisions.approve([seen.pk, changed.pk], APPROVER, seen={seen.pk: 1, changed.pk: 2})
    assert outcome.done == [seen.pk]
    assert list(outcome.failed) == [changed.pk]
    assert Photo.objects.get(pk=seen.pk).state == PhotoState.APPROVED
    assert Photo.objects.get(pk=seen.pk).due_at is not None, "an approved photo is due to be sealed"
    assert Photo.objects.get(pk=changed.pk).state == PhotoState.READY


def test_approving_many_asks_the_database_no_more_than_approving_one() -> None:
    release = make_release()
    single = make_photo(release)
    with CaptureQueriesContext(connection) as one:
        decisions.approve([single.pk], APPROVER)
    photos = [make_photo(release) for _n in range(12)]
    declined, outdated = (
        make_photo(release, "declined"),
        make_photo(release, "approved", revision=1, approved_revision=2),
    )
    chosen = [photo.pk for photo in (*photos, declined, outdated)]
    with CaptureQueriesContext(connection) as many:
        outcome = decisions.approve([*chosen, "nowhere"], APPROVER)
    assert outcome.done == [*(photo.pk for photo in photos), outdated.pk]
    assert list(outcome.failed) == [declined.pk, "nowhere"]
    assert len(many) <= len(one) + 2, "the outdated one is a group of its own: an update and its Decisions"
    told = Decision.objects.filter(photo__in=photos, action="approved", actor_name=APPROVER.name)
    assert told.values("photo").distinct().count() == told.count() == len(photos)
    assert Photo.objects.get(pk=outdated.pk).approval_is_current
    assert set(Photo.objects.filter(pk__in=outcome.done).values_list("state", flat=True)) == {PhotoState.APPROVED}


def test_four_eyes_means_another_persons(settings: Settings) -> None:
    settings.FOUR_EYES = True
    photo = make_photo(edited_by="approver")
    assert not decisions.approve([photo.pk], APPROVER).done
    assert decisions.approve([photo.pk], EDITOR).done


def test_an_outdated_approval_is_given_again() -> None:
    photo = make_photo(state=PhotoState.LIVE, approved_revision=1, revision=2)
    assert decisions.approve([photo.pk], APPROVER).done
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.state, photo.approval_is_current) == (PhotoState.LIVE, True)


def test_declined_and_brought_back() -> None:
    photo = make_photo(state=PhotoState.APPROVED, approved_revision=1)
    assert decisions.decline([photo.pk], APPROVER).done
    assert Photo.objects.get(pk=photo.pk).state == PhotoState.DECLINED
    assert decisions.restore([photo.pk], APPROVER).done
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.state, photo.approved_revision) == (PhotoState.READY, None)


def _told() -> list[tuple[str, str | None]]:
    return [(one.action, one.photo_id) for one in Decision.objects.order_by("pk")]


def test_each_decision_is_recorded_once() -> None:
    approved, declined = make_photo(state=PhotoState.APPROVED), make_photo(state=PhotoState.DECLINED)
    decisions.decline([approved.pk], APPROVER)
    decisions.restore([declined.pk], APPROVER)
    decisions.approve([declined.pk], APPROVER)
    decisions.withdraw_photos([declined.pk], APPROVER)
    assert _told() == [
        ("declined", approved.pk),
        ("restored", declined.pk),
        ("approved", declined.pk),
        ("withdrawn", declined.pk),
    ]


CAN_BE_DECLINED = {PhotoState.READY, PhotoState.APPROVED, PhotoState.REFUSED, PhotoState.DECLINED}


@pytest.mark.parametrize("state", sorted(set(PhotoState) - CAN_BE_DECLINED))
def test_only_what_was_not_published_can_be_declined(state: PhotoState) -> None:
    photo = make_photo(state=state)
    outcome = decisions.decline([photo.pk], APPROVER)
    assert (outcome.done, list(outcome.failed)) == ([], [photo.pk])
    assert Photo.objects.get(pk=photo.pk).state == state
    assert _told() == []


def test_a_refused_file_can_be_cleared_away_and_a_declined_photo_stays_declined() -> None:
    refused, declined = make_photo(state=PhotoState.REFUSED, problem="truncated"), make_photo(state=PhotoState.DECLINED)
    assert decisions.decline([refused.pk, declined.pk], APPROVER).done == [refused.pk, declined.pk]
    refused.refresh_from_db()
    assert (refused.state, refused.problem) == (PhotoState.DECLINED, "")
    assert _told() == [("cleared", refused.pk)]


@pytest.mark.parametrize("state", sorted(set(PhotoState) - {PhotoState.DECLINED, PhotoState.APPROVED}))
def test_only_a_decision_can_be_undone(state: PhotoState) -> None:
    photo = make_photo(state=state)
    assert list(decisions.restore([photo.pk], APPROVER).failed) == [photo.pk]
    assert Photo.objects.get(pk=photo.pk).state == state


@pytest.mark.parametrize("state", sorted(set(PhotoState) - {PhotoState.READY, PhotoState.APPROVED, PhotoState.LIVE}))
def test_only_what_is_developed_can_be_approved(state: PhotoState) -> None:
    photo = make_photo(state=state)
    assert list(decisions.approve([photo.pk], APPROVER).failed) == [photo.pk]
    assert Photo.objects.get(pk=photo.pk).approved_revision is None


def test_an_approval_that_stands_is_not_recorded_again() -> None:
    photo = make_photo(state=PhotoState.APPROVED, approved_revision=1)
    assert decisions.approve([photo.pk, photo.pk], APPROVER).done == [photo.pk]
    assert _told() == []


def test_withdrawing_what_was_not_public_asks_for_no_version() -> None:
    release = make_release(state=ReleaseState.LIVE)
    photo = make_photo(release, PhotoState.READY, due_at=None, problem="store_down")
    assert decisions.withdraw_photos([photo.pk], APPROVER).done == [photo.pk]
    release.refresh_from_db()
    assert release.due_at is None
    assert Photo.objects.get(pk=photo.pk).problem == ""


def test_a_withdrawal_from_a_release_that_ended_makes_nothing_due() -> None:
    release = make_release(state=ReleaseState.WITHDRAWN)
    photo = make_photo(release, PhotoState.LIVE)
    assert decisions.withdraw_photos([photo.pk], APPROVER).done == [photo.pk]
    release.refresh_from_db()
    assert release.due_at is None


def test_a_live_photo_is_withdrawn_not_declined() -> None:
    release = make_release(state=ReleaseState.LIVE)
    photo = make_photo(release, PhotoState.LIVE)
    assert not decisions.decline([photo.pk], APPROVER).done
    assert decisions.withdraw_photos([photo.pk], APPROVER).done
    with translation.override("en"):
        again = decisions.withdraw_photos([photo.pk], APPROVER)
    assert again.failed == {photo.pk: "Not possible while it is withdrawn."}
    release.refresh_from_db()
    assert release.due_at is not None, "the press worker has a version without it to make"
    with pytest.raises(NotAllowed):
        editing.edit(photo.pk, {"credit": "x"}, EDITOR, may_approve=True)


def test_retry_starts_from_scratch() -> None:
    refused = make_photo(state=PhotoState.REFUSED, problem="truncated", attempts=3, crashes=2)
    parked = make_photo(state=PhotoState.APPROVED, problem="store_down", due_at=None)
    fine = make_photo()
    outcome = decisions.retry([refused.pk, parked.pk, fine.pk], EDITOR)
    assert outcome.done == [refused.pk, parked.pk]
    refused.refresh_from_db()
    assert (refused.state, refused.problem, refused.attempts, refused.crashes) == (PhotoState.RECEIVED, "", 0, 0)
    assert refused.due_at is not None
