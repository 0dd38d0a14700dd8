"""An edit writes what was changed, counts revisions, carries an approval along, and makes due what it changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django import Settings

from archive.errors import ArchiveError, EditConflict, NotAllowed
from archive.models import Decision, Photo
from archive.photos.editing import edit
from archive.photos.press_files import sealed_fields
from archive.publishing.versions import full_version
from archive.states import PhotoState
from pipelines.documents.manifest import write_manifest
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_release, now

pytestmark = pytest.mark.django_db


def edited(photo: Photo, changes: dict[str, Any], *, may_approve: bool = False, **options: Any) -> Photo:
    edit(photo.pk, changes, EDITOR, may_approve=may_approve, **options)
    return Photo.objects.get(pk=photo.pk)


@pytest.mark.parametrize("revision", [1, 2, 5])
def test_an_edit_is_a_revision_and_a_carried_approval_is_for_it(revision: int) -> None:
    photo = make_photo(state=PhotoState.APPROVED, revision=revision, approved_revision=revision)
    photo = edited(photo, {"captions.de": "neu"}, may_approve=True)
    assert (photo.revision, photo.approved_revision, photo.edited_by) == (revision + 1, revision + 1, "editor")


def test_an_outdated_approval_is_not_carried() -> None:
    photo = make_photo(state=PhotoState.APPROVED, revision=3, approved_revision=1)
    assert edited(photo, {"captions.de": "neu"}, may_approve=True).approved_revision == 1


def test_one_field_too_long_and_none_is_written() -> None:
    photo = make_photo()
    with pytest.raises(ArchiveError):
        edited(photo, {"credit": "©Stadt", "captions.de": "x" * 5_001})
    assert Photo.objects.get(pk=photo.pk).credit == ""


@pytest.mark.parametrize(("may_publish", "waits"), [(False, True), (True, False)])
def test_a_place_that_gives_a_scheduled_release_another_order_is_an_edit_of_it(may_publish: bool, waits: bool) -> None:
    """Also of a photo that does not go along: all others stand otherwise, and the first of them leads."""
    release = make_release(state="scheduled", goes_live_at=now() + dt.timedelta(hours=1))
    make_photo(release, "approved", approved_revision=1)
    photo = edited(make_photo(release, "declined"), {"position": 1}, may_publish=may_publish)
    release.refresh_from_db()
    assert (release.photo_order, release.revision) == ("manual", 2)
    assert release.awaits_confirmation is waits
    assert Decision.objects.filter(release=release, action="arranged", actor_name="editor").exists()
    edited(photo, {"position": 2})
    release.refresh_from_db()
    assert release.revision == 2, "from then on, it moves no other photo"


class TestWork:
    @pytest.mark.parametrize("changes", [{"credit": "©Stadt"}, {"crop": "0 0 0.5 0.5"}, {"focal_point": "0.1 0.1"}])
    def test_other_pixels_are_due_at_once(self, changes: dict[str, str]) -> None:
        photo = edited(make_photo(), changes)
        assert photo.due_at
        assert photo.due_at <= now()

    def test_another_seal_of_a_ready_photo_has_time(self) -> None:
        since = now()
        photo = edited(make_photo(), {"captions.de": "neu"})
        assert photo.due_at
        assert since <= photo.due_at - dt.timedelta(seconds=20) <= now()

    def test_unless_something_is_due_already(self) -> None:
        photo = edited(make_photo(due_at=now()), {"captions.de": "neu"})
        assert photo.due_at
        assert photo.due_at <= now()

    def test_what_is_due_later_is_put_off_further(self) -> None:
        since = now()
        photo = edited(make_photo(due_at=since + dt.timedelta(seconds=5)), {"captions.de": "neu"})
        assert photo.due_at
        assert photo.due_at >= since + dt.timedelta(seconds=20)

    @pytest.mark.parametrize("state", [PhotoState.APPROVED, PhotoState.LIVE])
    def test_a_photo_that_goes_out_is_sealed_at_once(self, state: PhotoState) -> None:
        photo = edited(make_photo(state=state), {"captions.de": "neu"})
        assert photo.due_at
        assert photo.due_at <= now()

    @pytest.mark.parametrize("state", [PhotoState.RECEIVED, PhotoState.DEVELOPING, PhotoState.DECLINED])
    def test_what_has_no_files_of_its_own_yet_is_not_made_due(self, state: PhotoState) -> None:
        assert edited(make_photo(state=state), {"credit": "©Stadt"}).due_at is None

    def test_nor_is_a_photo_without_its_original(self) -> None:
        photo = make_photo()
        Photo.objects.filter(pk=photo.pk).update(original=None)
        assert edited(photo, {"credit": "©Stadt"}).due_at is None


class TestConflicts:
    def test_who_saw_another_value_and_wants_the_same_does_not_conflict(self) -> None:
        photo = edited(make_photo(captions={"de": "alt"}), {"captions.de": "neu"})
        edit(photo.pk, {"captions.de": "neu"}, APPROVER, may_approve=False, base={"captions.de": "alt"})
        assert Decision.objects.count() == 1

    def test_what_the_editor_saw_is_compared_as_it_is_kept(self) -> None:
        photo = make_photo(captions={"de": "a\nb"})
        assert edited(photo, {"captions.de": "neu"}, base={"captions.de": "a\r\nb "}).captions["de"] == "neu"

    def test_only_what_the_editor_saw_can_conflict(self) -> None:
        photo = edited(make_photo(), {"credit": "©Stadt"})
        assert edited(photo, {"credit": "©Land"}, base={"captions.de": "x"}).credit == "©Land"

    def test_the_conflicting_fields_are_named(self) -> None:
        photo = make_photo(captions={"de": "alt"})
        with pytest.raises(EditConflict, match=r"captions\.de"):
            edited(photo, {"captions.de": "neu"}, base={"captions.de": "anders"})


def test_an_edit_writes_the_changed_fields_only() -> None:
    photo = make_photo(captions={"de": "alt", "en": "old"}, credit="©Stadt")
    edit(photo.pk, {"captions.de": " neu\r\nzwei ", "persons": "Anna; Michał ;"}, EDITOR, may_approve=False)
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
    edit(photo.pk, {"captions.de": "gleich "}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).revision == 1
    assert not Decision.objects.exists()


def test_an_emptied_text_leaves_no_empty_entry() -> None:
    photo = make_photo(captions={"de": "weg", "en": "stays"})
    edit(photo.pk, {"captions.de": ""}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).captions == {"en": "stays"}


def test_two_people_on_one_field_conflict_and_on_two_fields_merge() -> None:
    photo = make_photo(captions={"de": "alt", "en": "old"})
    base = {"captions.de": "alt", "captions.en": "old"}
    edit(photo.pk, {"captions.de": "ihres"}, EDITOR, may_approve=False, base=base)
    edit(photo.pk, {"captions.en": "mine"}, APPROVER, may_approve=False, base=base)
    with pytest.raises(EditConflict) as conflict:
        edit(photo.pk, {"captions.de": "meines", "credit": "©X"}, APPROVER, may_approve=False, base=base)
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
    edit(photo.pk, {"captions.de": "neu"}, EDITOR, may_approve=may_approve)
    assert Photo.objects.get(pk=photo.pk).approval_is_current is current


@pytest.mark.parametrize("name", ["state", "captions.xx", "captions", "release_id", "revision"])
def test_only_editable_fields_can_be_edited(name: str) -> None:
    with pytest.raises(ArchiveError):
        edit(make_photo().pk, {name: "x"}, EDITOR, may_approve=True)


def test_a_crop_and_a_focal_point_are_kept_as_fractions() -> None:
    photo = make_photo()
    edit(photo.pk, {"crop": "0.1 0.2 0.5 0.5", "focal_point": [0.25, 0.333333]}, EDITOR, may_approve=False)
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.crop, photo.focal_point, photo.revision) == ([0.1, 0.2, 0.5, 0.5], [0.25, 0.3333], 2)
    edit(photo.pk, {"crop": "0.1 0.2 0.50001 0.5"}, EDITOR, may_approve=False)
    assert Photo.objects.get(pk=photo.pk).revision == 2, "the same to a ten-thousandth"
    edit(photo.pk, {"crop": "", "focal_point": None}, EDITOR, may_approve=False)
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.crop, photo.focal_point, photo.revision) == (None, None, 3)


@pytest.mark.parametrize(("name", "value"), [("crop", "0.6 0 0.5 1"), ("crop", "a"), ("focal_point", "2 0")])
def test_a_crop_outside_the_picture_is_refused(name: str, value: str) -> None:
    with pytest.raises(ArchiveError, match=r"Bild|picture"):
        edit(make_photo().pk, {name: value}, EDITOR, may_approve=True)


def test_two_people_on_one_crop_conflict() -> None:
    photo = make_photo()
    edit(photo.pk, {"focal_point": "0.2 0.2"}, EDITOR, may_approve=False, base={"focal_point": ""})
    with pytest.raises(EditConflict) as conflict:
        edit(photo.pk, {"focal_point": "0.8 0.2"}, APPROVER, may_approve=False, base={"focal_point": ""})
    assert conflict.value.fields["focal_point"].theirs == [0.2, 0.2]


class TestPublicName:
    def test_addresses_and_files_carry_it_instead_of_the_files_own(self) -> None:
        release = make_release()
        photo = make_photo(release, filename="mueller-anna-krank.jpg")
        edit(photo.pk, {"public_name": "Fest im Park"}, APPROVER, may_approve=True)
        approve_all(release)
        document = write_manifest(full_version(release, None, 1))
        assert "mueller" not in document
        assert "Fest_im_Park" in document
        assert sealed_fields(Photo.objects.get(pk=photo.pk)).title == "Fest im Park"

    def test_it_stays_once_an_address_was_given_out(self) -> None:
        release = make_release()
        photo = make_photo(release)
        approve_all(release)
        full_version(release, None, 1)
        with pytest.raises(NotAllowed):
            edit(photo.pk, {"public_name": "anders"}, APPROVER, may_approve=True)
        edit(photo.pk, {"captions.de": "anders"}, APPROVER, may_approve=True)


class TestEndOfARight:
    def test_it_is_kept_to_the_minute_and_told_as_text(self) -> None:
        photo = edited(make_photo(), {"rights_end_at": "31.12.2030"})
        assert photo.rights_end_at == dt.datetime(2030, 12, 31, 22, 59, tzinfo=dt.UTC)
        assert edited(photo, {"rights_end_at": ""}).rights_end_at is None
        told = Decision.objects.filter(photo=photo).order_by("pk").values_list("after__rights_end_at", flat=True)
        assert list(told) == ["2030-12-31T22:59:00+00:00", None]

    def test_one_that_is_over_is_refused(self) -> None:
        with override("en"), pytest.raises(ArchiveError, match="in the past"):
            edited(make_photo(), {"rights_end_at": "2020-01-01"})

    def test_a_live_photo_is_ended_by_those_who_may_approve(self) -> None:
        photo = make_photo(make_release(state="live"), "live")
        with override("en"), pytest.raises(NotAllowed, match="live photo goes off"):
            edited(photo, {"rights_end_at": "2030-01-01"})
        assert edited(photo, {"rights_end_at": "2030-01-01"}, may_approve=True).rights_end_at
