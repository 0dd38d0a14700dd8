"""Editing, approving, declining: what is done is told per photo, and nobody overwrites another unseen."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from archive.errors import ArchiveError, EditConflict, NotAllowed
from archive.models import Decision, Photo
from archive.photos import decisions, editing
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_an_edit_writes_the_changed_fields_only() -> None:
    photo = make_photo(captions={"de": "alt", "en": "old"}, credit="©Stadt")
    editing.edit(photo.pk, {"captions.de": " neu\r\nzwei ", "persons": "Anna; Michał ;"}, EDITOR, may_approve=False)
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.captions == {"de": "neu\nzwei", "en": "old"}
    assert photo.persons == ["Anna", "Michał"]
    assert photo.credit == "©Stadt"
    assert photo.revision == 2
    told = Decision.objects.get()
    assert told.before == {"captions.de": "alt", "persons": []}
    assert told.after == {"captions.de": "neu\nzwei", "persons": ["Anna", "Michał"]}


def test_an_edit_that_changes_nothing_is_none() -> None:
    photo = make_photo(captions={"de": "gleich"})
    editing.edit(photo.pk, {"captions.de": "gleich "}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).revision == 1
    assert not Decision.objects.exists()


def test_an_emptied_text_leaves_no_empty_entry() -> None:
    photo = make_photo(captions={"de": "weg", "en": "stays"})
    editing.edit(photo.pk, {"captions.de": ""}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).captions == {"en": "stays"}


def test_two_people_on_one_field_conflict_and_on_two_fields_merge() -> None:
    photo = make_photo(captions={"de": "alt", "en": "old"})
    base = {"captions.de": "alt", "captions.en": "old"}
    editing.edit(photo.pk, {"captions.de": "ihres"}, EDITOR, may_approve=False, base=base)
    editing.edit(photo.pk, {"captions.en": "mine"}, APPROVER, may_approve=False, base=base)
    with pytest.raises(EditConflict) as conflict:
        editing.edit(photo.pk, {"captions.de": "meines", "credit": "©X"}, APPROVER, may_approve=False, base=base)
    field = conflict.value.fields["captions.de"]
    assert (field.base, field.theirs, field.mine) == ("alt", "ihres", "meines")
    photo = Photo.objects.get(pk=photo.pk)
    assert photo.captions == {"de": "ihres", "en": "mine"}
    assert photo.credit == ""


@pytest.mark.parametrize(
    ("may_approve", "four_eyes", "current"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_an_approval_is_carried_along_by_those_who_may(
    settings: Settings, may_approve: bool, four_eyes: bool, current: bool
) -> None:
    settings.FOUR_EYES = four_eyes
    photo = make_photo(state=PhotoState.APPROVED, approved_revision=1)
    editing.edit(photo.pk, {"captions.de": "neu"}, EDITOR, may_approve=may_approve)
    assert Photo.objects.get(pk=photo.pk).approval_is_current is current


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


@pytest.mark.parametrize("state", sorted(set(PhotoState) - {PhotoState.READY, PhotoState.APPROVED}))
def test_only_what_was_not_published_can_be_declined(state: PhotoState) -> None:
    photo = make_photo(state=state)
    outcome = decisions.decline([photo.pk], APPROVER)
    assert (outcome.done, list(outcome.failed)) == ([], [photo.pk])
    assert Photo.objects.get(pk=photo.pk).state == state
    assert _told() == []


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


def test_bulk_edits_tell_what_could_not_be_done() -> None:
    good, withdrawn = make_photo(), make_photo(state=PhotoState.WITHDRAWN)
    outcome = editing.edit_many([good.pk, withdrawn.pk, "gone"], {"credit": "©Neu"}, EDITOR, may_approve=False)
    assert outcome.done == [good.pk]
    assert set(outcome.failed) == {withdrawn.pk, "gone"}


@pytest.mark.parametrize("name", ["state", "captions.xx", "captions", "release_id", "revision"])
def test_only_editable_fields_can_be_edited(name: str) -> None:
    with pytest.raises(ArchiveError):
        editing.edit(make_photo().pk, {name: "x"}, EDITOR, may_approve=True)


def test_a_crop_and_a_focal_point_are_kept_as_fractions() -> None:
    photo = make_photo()
    editing.edit(photo.pk, {"crop": "0.1 0.2 0.5 0.5", "focal_point": [0.25, 0.333333]}, EDITOR, may_approve=False)
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.crop, photo.focal_point, photo.revision) == ([0.1, 0.2, 0.5, 0.5], [0.25, 0.3333], 2)
    editing.edit(photo.pk, {"crop": "0.1 0.2 0.50001 0.5"}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).revision == 2, "the same to a ten-thousandth"
    editing.edit(photo.pk, {"crop": "", "focal_point": None}, EDITOR, may_approve=False)
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.crop, photo.focal_point, photo.revision) == (None, None, 3)


@pytest.mark.parametrize(("name", "value"), [("crop", "0.6 0 0.5 1"), ("crop", "a"), ("focal_point", "2 0")])
def test_a_crop_outside_the_picture_is_refused(name: str, value: str) -> None:
    with pytest.raises(ArchiveError, match=r"Bild|picture"):
        editing.edit(make_photo().pk, {name: value}, EDITOR, may_approve=True)


def test_two_people_on_one_crop_conflict() -> None:
    photo = make_photo()
    editing.edit(photo.pk, {"focal_point": "0.2 0.2"}, EDITOR, may_approve=False, base={"focal_point": ""})
    with pytest.raises(EditConflict) as conflict:
        editing.edit(photo.pk, {"focal_point": "0.8 0.2"}, APPROVER, may_approve=False, base={"focal_point": ""})
    assert conflict.value.fields["focal_point"].theirs == [0.2, 0.2]
