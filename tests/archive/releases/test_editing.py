"""Edits of a release: what they leave alone, what they tell, and the times they refuse."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest

from archive.errors import ArchiveError, GateClosed
from archive.models import Decision, Photo, Release
from archive.moments import PastTime
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, approve_all, make_photo, make_release, now

pytestmark = pytest.mark.django_db


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def test_an_edit_leaves_unset_fields_alone_and_is_told() -> None:
    release = make_release(dateline="Leipzig", contact={"name": "Anna"})
    releases.edit_release(release, release_fields(titles={"de": "Neu"}), APPROVER, may_publish=True)
    release.refresh_from_db()
    assert (release.titles, release.dateline, release.revision) == ({"de": "Neu"}, "Leipzig", 2)
    assert Decision.objects.get().after == {"titles": {"de": "Neu"}}


def test_two_releases_cannot_share_an_address() -> None:
    first, second = make_release(), make_release()
    with pytest.raises(ArchiveError):
        releases.edit_release(second, release_fields(slug=first.slug), APPROVER, may_publish=True)
    with pytest.raises(ArchiveError):
        releases.edit_release(second, release_fields(number=first.number), APPROVER, may_publish=True)


class TestEdits:
    def test_an_edit_that_changes_nothing_is_none(self) -> None:
        release = make_release(dateline="Leipzig")
        releases.edit_release(
            release, release_fields(dateline="Leipzig", date=None, slug=None), APPROVER, may_publish=True
        )
        assert (again(release).revision, Decision.objects.exists()) == (1, False)

    def test_a_text_from_before_texts_were_cleaned_is_not_corrected_unasked(self) -> None:
        release = make_release(texts={"de": "a\r\nb"})
        releases.edit_release(release, release_fields(texts={"de": "a\r\nb"}), APPROVER, may_publish=True)
        assert again(release).revision == 1

    def test_slug_and_number_of_what_was_public_stay(self) -> None:
        release = make_release(state=ReleaseState.WITHDRAWN)
        release.publications.create(n=1, document="{}", sha256="a" * 64)
        for fields in ({"slug": "neu"}, {"number": "neu"}):
            with pytest.raises(ArchiveError):
                releases.edit_release(release, release_fields(**fields), APPROVER, may_publish=True)
        releases.edit_release(
            release, release_fields(slug=release.slug, dateline="Leipzig"), APPROVER, may_publish=True
        )
        assert again(release).dateline == "Leipzig"

    def test_what_is_sealed_into_the_files_makes_idle_photos_due(self) -> None:
        release, since = make_release(), now()
        idle = [make_photo(release, state) for state in (PhotoState.READY, PhotoState.APPROVED)]
        others = [make_photo(release, state) for state in (PhotoState.LIVE, PhotoState.DECLINED, PhotoState.REFUSED)]
        parked = make_photo(release, problem="store_down")
        stranger = make_photo()
        releases.edit_release(release, release_fields(dateline="Leipzig"), APPROVER, may_publish=True)
        assert not Photo.objects.exclude(due_at=None).exists()
        releases.edit_release(release, release_fields(titles={"de": "Neu"}), APPROVER, may_publish=True)
        for photo in idle:
            photo.refresh_from_db()
            assert photo.due_at
            assert photo.due_at >= since + timedelta(seconds=20)
        assert not Photo.objects.filter(
            pk__in=[one.pk for one in (*others, parked, stranger)], due_at__gt=since
        ).exists()

    def test_a_day_and_a_time_are_told_as_text(self) -> None:
        release, moment = make_release(), now() + timedelta(days=1)
        releases.edit_release(
            release, release_fields(date=dt.date(2027, 1, 2), expires_at=moment), APPROVER, may_publish=True
        )
        assert Decision.objects.get().before == {"date": "2026-09-01", "expires_at": None}
        assert Decision.objects.get().after == {"date": "2027-01-02", "expires_at": moment.isoformat()}


class TestTimes:
    PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

    @pytest.fixture
    def release(self) -> Release:
        release = make_release()
        make_photo(release)
        approve_all(release)
        return release

    @pytest.mark.parametrize("name", ["goes_live_at", "expires_at"])
    def test_a_time_that_is_over_is_refused(self, release: Release, name: str) -> None:
        past = release_fields(**{name: self.PAST})
        with pytest.raises(PastTime):
            releases.edit_release(release, past, APPROVER, may_publish=True)
        with pytest.raises(PastTime):
            releases.create_release(past, APPROVER)

    def test_publishing_at_a_time_that_is_over_is_refused_and_now_is_now(self, release: Release) -> None:
        with pytest.raises(PastTime):
            releases.publish(release, APPROVER, self.PAST)
        assert again(release).state == ReleaseState.DRAFT
        Release.objects.filter(pk=release.pk).update(goes_live_at=now() + timedelta(hours=1))
        releases.publish(release, APPROVER, now=True)
        due = again(release).due_at
        assert due
        assert due <= now()

    def test_a_correction_at_a_time_is_refused(self, release: Release) -> None:
        Release.objects.filter(pk=release.pk).update(state=ReleaseState.LIVE)
        with pytest.raises(ArchiveError, match="goes out at once"):
            releases.publish(release, APPROVER, now() + timedelta(hours=1))
        assert not again(release).correction_asked

    def test_nothing_goes_live_after_its_end(self, release: Release) -> None:
        end = now() + timedelta(hours=1)
        Release.objects.filter(pk=release.pk).update(expires_at=end)
        with pytest.raises(ArchiveError, match="Its end"):
            releases.edit_release(
                release, release_fields(goes_live_at=end + timedelta(hours=1)), APPROVER, may_publish=True
            )
        with pytest.raises(GateClosed, match="Its end"):
            releases.publish(release, APPROVER, end)
        Release.objects.filter(pk=release.pk).update(expires_at=now())
        with pytest.raises(GateClosed, match="Its end"):
            releases.publish(release, APPROVER)
