"""Stray uploads find their release: by hand, or by the name their key claims; never twice, never somebody else's."""

from __future__ import annotations

import pytest

from archive.errors import ArchiveError
from archive.models import Decision, Photo, Receipt, Release
from archive.photos.press_files import wanted_press_files
from archive.releases.lifecycle import unsorted
from archive.releases.unsorted import assign, join, release_from_key
from archive.states import PhotoState
from tests.factories import EDITOR, approve_all, make_photo, make_photographer, make_receipt, make_release, now

pytestmark = pytest.mark.django_db


def stray(key: str = "anna/fest/a.jpg", state: str = PhotoState.READY) -> Photo:
    photo = make_photo(unsorted(), state)
    make_receipt(photo, key=key)
    return photo


def at_rest(photo: Photo) -> Photo:
    return Photo.objects.select_related("release", "batch__photographer").get(pk=photo.pk)


class TestAssign:
    def test_a_photo_goes_to_the_release_as_that_photographer_s(self) -> None:
        photo, release, anna = stray(), make_release(), make_photographer("Anna")
        assert assign([photo.pk], release, anna, EDITOR).done == [photo.pk]
        assert (at_rest(photo).release, at_rest(photo).batch.photographer) == (release, anna)
        assert at_rest(photo).batch.release == release
        told = Decision.objects.get()
        assert (told.action, told.photo, told.release_id) == ("assigned", photo, release.pk)
        assert told.after == {"release": release.slug, "photographer": str(anna)}

    def test_without_one_the_uploader_is_kept(self) -> None:
        photo, release = stray(), make_release()
        assign([photo.pk], release, None, EDITOR)
        assert at_rest(photo).batch.photographer == photo.batch.photographer

    def test_and_where_nobody_is_known_nobody_is_named(self) -> None:
        photo = stray()
        photo.batch.photographer = None
        photo.batch.save()
        assign([photo.pk], make_release(), None, EDITOR)
        assert at_rest(photo).batch.photographer is None
        assert Decision.objects.get().after["photographer"] == ""

    def test_another_credit_line_means_other_pixels(self) -> None:
        photo, since = stray(), now()
        assign([photo.pk], make_release(), make_photographer("Anna"), EDITOR)
        due_at = at_rest(photo).due_at
        assert due_at
        assert since <= due_at <= now()

    def test_photos_without_an_original_are_no_twins(self) -> None:
        photo, release = stray(), make_release()
        other = make_photo(release)
        Photo.objects.filter(pk__in=[photo.pk, other.pk]).update(original=None)
        assert assign([photo.pk], release, None, EDITOR).done == [photo.pk]
        assert at_rest(photo).release == at_rest(other).release == release
        assert at_rest(photo).due_at == photo.due_at

    def test_a_refused_photo_is_moved_and_not_tried_again(self) -> None:
        photo, release = stray(state=PhotoState.REFUSED), make_release()
        assign([photo.pk], release, None, EDITOR)
        assert (at_rest(photo).release, at_rest(photo).due_at) == (release, None)

    def test_one_that_waits_for_its_development_goes_on_waiting(self) -> None:
        photo, release = stray(state=PhotoState.RECEIVED), make_release()
        Photo.objects.filter(pk=photo.pk).update(original=None, attempts=3)
        assign([photo.pk], release, None, EDITOR)
        assert (at_rest(photo).release, at_rest(photo).attempts, at_rest(photo).due_at) == (release, 3, None)

    def test_a_photo_with_a_release_is_refused(self) -> None:
        photo = make_photo()
        assert list(assign([photo.pk], make_release(), None, EDITOR).failed) == [photo.pk]
        assert at_rest(photo).release == photo.release

    def test_bytes_that_are_there_already_join_their_twin(self) -> None:
        photo, release = stray(), make_release()
        twin = make_photo(release)
        Photo.objects.filter(pk=twin.pk).update(original=photo.original)
        other = make_photo(release)
        assert assign([photo.pk], release, None, EDITOR).done == [photo.pk]
        assert set(release.photos.all()) == {twin, other}
        receipt = Receipt.objects.get()
        assert (receipt.photo, receipt.joined) == (twin, True)
        assert not Decision.objects.exists()


def test_joining_takes_the_files_along_and_shows_the_twin_as_changed() -> None:
    photo, twin = stray(state=PhotoState.APPROVED), make_photo()
    approve_all(photo.release)
    assert len(wanted_press_files(photo)) == photo.press_files.count() > 0
    unrelated = make_receipt(make_photo(), key="bob/x/b.jpg")
    since = now()
    join(photo, twin)
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert at_rest(twin).changed_at >= since
    assert Receipt.objects.get(pk=unrelated.pk).joined is False


class TestReleaseFromKey:
    def test_every_upload_of_that_name_comes_along_to_its_photographer(self) -> None:
        anna = make_photographer("Anna", slug="anna")
        keys = ("anna/Großes Fest/a.jpg", "anna/Großes Fest/b.jpg", "stranger/Großes Fest/a.jpg")
        mine, hers, nobody_s = map(stray, keys)
        other = stray("anna/anderes/a.jpg")
        release = release_from_key(mine.pk, EDITOR)
        assert release.slug == "grosses-fest"
        assert set(release.photos.all()) == {mine, hers, nobody_s}
        assert at_rest(mine).batch.photographer == at_rest(hers).batch.photographer == anna
        assert at_rest(nobody_s).batch.photographer == nobody_s.batch.photographer
        assert at_rest(other).release.is_unsorted

    def test_a_release_of_that_name_is_used(self) -> None:
        release = make_release(slug="fest")
        photo = stray()
        assert release_from_key(photo.pk, EDITOR) == release
        assert at_rest(photo).release == release

    def test_a_long_name_is_cut_to_what_a_slug_may_have(self) -> None:
        assert release_from_key(stray(f"anna/{'x' * 90}/a.jpg").pk, EDITOR).slug == "x" * 80

    def test_an_underscore_becomes_what_a_slug_may_have(self) -> None:
        assert release_from_key(stray("anna/Großes_Fest/a.jpg").pk, EDITOR).slug == "grosses-fest"

    @pytest.mark.parametrize("key", ["a.jpg", "anna/a.jpg", "anna/!!!/a.jpg", "anna/Фест/a.jpg"])
    def test_a_key_that_names_none_is_told(self, key: str) -> None:
        photo = stray(key)
        with pytest.raises(ArchiveError):
            release_from_key(photo.pk, EDITOR)
        assert not Release.objects.exclude(slug=photo.release.slug).exists()

    def test_a_photo_without_a_receipt_names_none(self) -> None:
        with pytest.raises(ArchiveError):
            release_from_key(make_photo(unsorted()).pk, EDITOR)


def test_an_approval_among_stray_uploads_does_not_count_in_a_release() -> None:
    photo = make_photo(unsorted(), PhotoState.APPROVED, approved_revision=1)
    release = make_release(state="scheduled")
    assert assign([photo.pk], release, None, EDITOR).done == [photo.pk]
    photo.refresh_from_db()
    assert (photo.release, photo.state, photo.approved_revision) == (release, PhotoState.READY, None)
