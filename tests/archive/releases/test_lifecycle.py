"""A release from draft to withdrawn, and the gate that nothing unfinished passes."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from archive.errors import ArchiveError, GateClosed
from archive.models import Decision, Photo, Release
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.releases.gate import inspect_release
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, approve_all, make_photo, make_photographer, make_release, now

pytestmark = pytest.mark.django_db


DAY = dt.date(2026, 9, 1)


def test_slug_and_number_are_suggested_and_never_twice() -> None:
    fields = release_fields(titles={"de": "Größtes Fest am Łańcut"}, date=dt.date(2026, 9, 1))
    first, second = (releases.create_release(fields, APPROVER) for _ in range(2))
    assert first.slug.startswith("260901-groesstes-fest")
    assert second.slug == f"{first.slug}-2"
    assert first.number != second.number
    assert first.number.startswith("20260901-")


def test_the_gate_names_photo_by_photo_what_is_missing() -> None:
    release = make_release(titles={})
    nameless = make_photo(release, PhotoState.APPROVED, approved_revision=1)
    nameless.batch.photographer = None
    nameless.batch.save()
    silent = make_photo(
        release, PhotoState.APPROVED, approved_revision=1, captions={}, photographer=make_photographer("A")
    )
    stale = make_photo(
        release, PhotoState.APPROVED, approved_revision=1, revision=2, photographer=make_photographer("B")
    )
    half = make_photo(
        release,
        PhotoState.APPROVED,
        approved_revision=1,
        captions={"de": "x"},
        alt_texts={},
        photographer=make_photographer("C"),
    )
    open_ = make_photo(release, PhotoState.READY, photographer=make_photographer("D"))
    report = inspect_release(release)
    assert {(f.key, f.photo.pk if f.photo else None) for f in report.blockers} == {
        ("no_title", None),
        ("no_credit", nameless.pk),
        ("no_caption", silent.pk),
        ("approval_outdated", stale.pk),
    }
    warned = {(f.key, f.photo.pk if f.photo else None) for f in report.warnings}
    assert {("missing_language", half.pk), ("missing_alt_text", half.pk), ("undecided", open_.pk)} <= warned
    with pytest.raises(GateClosed, match=silent.filename):
        releases.publish(release, APPROVER)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_settings_turn_warnings_into_blockers(settings: Settings) -> None:
    release = make_release()
    make_photo(release, PhotoState.APPROVED, approved_revision=1, captions={"de": "x"}, alt_texts={})
    assert inspect_release(release).is_open
    settings.REQUIRE_EVERY_LANGUAGE = settings.REQUIRE_ALT_TEXT = True
    assert {finding.key for finding in inspect_release(release).blockers} == {"missing_language", "missing_alt_text"}


def test_an_empty_release_is_not_published() -> None:
    release = make_release()
    make_photo(release, PhotoState.DECLINED)
    assert [finding.key for finding in inspect_release(release).blockers] == ["no_photos"]


def test_publishing_waits_for_the_embargo() -> None:
    embargo = now() + timedelta(hours=2)
    release = make_release(goes_live_at=embargo)
    make_photo(release)
    approve_all(release)
    releases.publish(release, APPROVER)
    release.refresh_from_db()
    assert release.state == ReleaseState.SCHEDULED
    assert release.due_at == release.goes_live_at == embargo
    later = now() + timedelta(hours=3)
    releases.edit_release(release, release_fields(goes_live_at=later), APPROVER, may_publish=True)
    release.refresh_from_db()
    assert release.due_at == later
    with pytest.raises(ArchiveError):
        releases.edit_release(release, release_fields(goes_live_at=None), APPROVER, may_publish=True)
    releases.unschedule(release, APPROVER)
    assert Release.objects.filter(pk=release.pk, state=ReleaseState.DRAFT, due_at=None).exists()


def test_withdrawing_takes_as_few_queries_for_many_photos() -> None:
    counts = []
    for photos in (1, 12):
        release = make_release(state=ReleaseState.LIVE)
        for _photo in range(photos):
            make_photo(release, PhotoState.LIVE, approved_revision=1)
        with CaptureQueriesContext(connection) as queries:
            releases.withdraw_release(release, APPROVER)
        assert {photo.state for photo in release.photos.all()} == {PhotoState.APPROVED}
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_withdrawing_gives_photos_back_to_the_approved() -> None:
    release = make_release(state=ReleaseState.LIVE)
    photo = make_photo(release, PhotoState.LIVE, approved_revision=1)
    releases.withdraw_release(release, APPROVER)
    assert Photo.objects.get(pk=photo.pk).state == PhotoState.APPROVED
    with pytest.raises(ArchiveError):
        releases.reopen_release(release, APPROVER)
    Release.objects.filter(pk=release.pk).update(due_at=None)
    release.refresh_from_db()
    releases.reopen_release(release, APPROVER)
    assert release.state == ReleaseState.DRAFT


def test_stray_uploads_can_never_be_published() -> None:
    stray = releases.unsorted()
    make_photo(stray, PhotoState.APPROVED, approved_revision=1)
    with pytest.raises(ArchiveError):
        releases.publish(stray, APPROVER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=stray.pk).update(state=ReleaseState.LIVE)


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def test_what_is_given_is_taken() -> None:
    fields = release_fields(titles={"de": "Fest"}, slug="mein-fest", number="7", date=DAY)
    release = releases.create_release(fields, APPROVER)
    assert (release.slug, release.number, release.date) == ("mein-fest", "7", DAY)
    assert (Decision.objects.get().action, Decision.objects.get().after) == ("created", {"slug": "mein-fest"})
    with pytest.raises(ArchiveError):
        releases.create_release(fields, APPROVER)


def test_without_a_date_it_is_today() -> None:
    before = timezone.localdate()
    release = releases.create_release(release_fields(titles={"de": "Fest"}), APPROVER)
    assert before <= release.date <= timezone.localdate()


class TestPublishing:
    def test_a_correction_of_a_live_release_is_due_now(self) -> None:
        release, since = make_release(state=ReleaseState.LIVE), now()
        make_photo(release)
        approve_all(release)
        assert releases.publish(release, APPROVER).is_open
        release = again(release)
        assert (release.state, release.correction_asked) == (ReleaseState.LIVE, True)
        assert release.due_at
        assert since <= release.due_at <= now()
        assert Decision.objects.get().action == "correction"

    def test_a_time_that_is_given_wins_over_the_noted_one(self) -> None:
        release = make_release(goes_live_at=now() + timedelta(hours=2))
        make_photo(release)
        approve_all(release)
        for hours in (5, 1):
            at = now() + timedelta(hours=hours)
            releases.publish(again(release), APPROVER, at)
            release = again(release)
            assert (release.state, release.goes_live_at, release.due_at) == (ReleaseState.SCHEDULED, at, at)

    def test_without_a_time_it_is_now(self) -> None:
        release, since = make_release(), now()
        make_photo(release)
        approve_all(release)
        releases.publish(release, APPROVER)
        due_at = again(release).due_at
        assert due_at
        assert since <= due_at <= now()

    def test_what_is_being_published_cannot_be_taken_back(self) -> None:
        release = make_release(state=ReleaseState.SCHEDULED)
        release.publications.create(n=1, document="{}", sha256="a" * 64)
        with pytest.raises(ArchiveError):
            releases.unschedule(release, APPROVER)
        assert again(release).state == ReleaseState.SCHEDULED


class TestWithdrawal:
    def test_it_is_due_at_once_and_its_photos_are_not_in_the_audit(self) -> None:
        release, since = make_release(state=ReleaseState.LIVE, correction_asked=True), now()
        live, ready = make_photo(release, PhotoState.LIVE), make_photo(release)
        releases.withdraw_release(release, APPROVER)
        release = again(release)
        assert (release.state, release.correction_asked) == (ReleaseState.WITHDRAWN, False)
        assert release.due_at
        assert since <= release.due_at <= now()
        assert [decision.action for decision in Decision.objects.all()] == ["withdrawn"]
        states = [Photo.objects.get(pk=photo.pk).state for photo in (live, ready)]
        assert states == [PhotoState.APPROVED, PhotoState.READY]

    @pytest.mark.parametrize("left", [{"due_at": "now"}, {"problem": "store_down"}])
    def test_it_is_reopened_once_its_files_are_gone(self, left: dict[str, object]) -> None:
        left = {name: now() if value == "now" else value for name, value in left.items()}
        release = make_release(state=ReleaseState.WITHDRAWN, goes_live_at=now(), **left)
        with pytest.raises(ArchiveError):
            releases.reopen_release(release, APPROVER)
        release.due_at, release.problem = None, ""
        releases.reopen_release(release, APPROVER)
        assert (again(release).state, again(release).goes_live_at) == (ReleaseState.DRAFT, None)
        assert Decision.objects.get().action == "reopened"


class TestRetry:
    def test_the_release_and_its_parked_photos_start_again(self) -> None:
        release, since = make_release(state=ReleaseState.SCHEDULED, problem="store_down", attempts=9), now()
        parked = make_photo(release, PhotoState.APPROVED, problem="store_down")
        idle = make_photo(release, PhotoState.APPROVED)
        declined = make_photo(release, PhotoState.DECLINED, problem="store_down")
        releases.retry_release(release, APPROVER)
        release = again(release)
        assert (release.problem, release.attempts) == ("", 0)
        assert release.due_at
        assert since <= release.due_at <= now()
        due = Photo.objects.exclude(due_at=None)
        assert list(due) == [parked]
        assert {idle, declined} == set(Photo.objects.filter(due_at=None))
        assert Decision.objects.get().action == "retried"

    def test_where_nothing_failed_there_is_nothing_to_try(self) -> None:
        with pytest.raises(ArchiveError):
            releases.retry_release(make_release(), APPROVER)
