"""A release from draft to withdrawn, and the gate that nothing unfinished passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from archive.audit import Actor
from archive.errors import ArchiveError, GateClosed, NotAllowed
from archive.models import Decision, Photo, Release
from archive.moments import PastTime
from archive.releases import lifecycle as releases
from archive.releases.fields import RELEASE_FIELDS, release_fields
from archive.releases.gate import inspect_release
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_photographer, make_release, now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_slug_and_number_are_suggested_and_never_twice() -> None:
    fields = release_fields(titles={"de": "Größtes Fest am Łańcut"}, date=dt.date(2026, 9, 1))
    first, second = (releases.create_release(fields, APPROVER) for _ in range(2))
    assert first.slug.startswith("260901-groesstes-fest")
    assert second.slug == f"{first.slug}-2"
    assert first.number != second.number
    assert first.number.startswith("20260901-")


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


class TestSuggestions:
    DAY = dt.date(2026, 9, 1)

    def test_numbers_count_within_the_year(self) -> None:
        releases.unsorted()
        make_release(date=dt.date(2025, 9, 1))
        assert releases.suggest_number(self.DAY) == "20260901-001"
        make_release(date=dt.date(2026, 1, 1))
        assert releases.suggest_number(self.DAY) == "20260901-002"
        make_release(number="20260901-003", date=dt.date(2025, 9, 1))
        make_release()
        assert releases.suggest_number(self.DAY) == "20260901-004", "003 is taken"

    def test_slugs_are_the_day_and_the_title(self) -> None:
        assert releases.suggest_slug("Lange Nacht!", self.DAY) == "260901-lange-nacht"
        for slug in ("260901-lange-nacht", "260901-lange-nacht-2"):
            make_release(slug=slug)
        assert releases.suggest_slug("Lange Nacht", self.DAY) == "260901-lange-nacht-3"

    def test_a_long_title_leaves_room_for_a_number_and_no_loose_dash(self) -> None:
        slug = releases.suggest_slug("Snake_Case _ Fest", self.DAY)
        assert release_fields(slug=slug).columns() == {"slug": slug}, "the form takes what it suggests"

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Lange Nacht der offenen Ämter: 4.000 Gäste", "260901-lange-nacht-der-offenen-aemter-4"),
            ("Größte Straßenumbenennung seit Jahrzehnten", "260901-groesste-strassenumbenennung-seit"),
            ("x" * 100, "260901-" + "x" * 33),
            ("x" * 32 + " yy", "260901-" + "x" * 32),
        ],
    )
    def test_a_suggested_slug_is_whole_words_of_at_most_40_characters(self, title: str, slug: str) -> None:
        assert releases.suggest_slug(title, self.DAY) == slug
        make_release(slug=slug)
        second = releases.suggest_slug(title, self.DAY)
        assert (second.endswith("-2"), len(second) <= 40) == (True, True)

    def test_what_is_given_is_taken(self) -> None:
        fields = release_fields(titles={"de": "Fest"}, slug="mein-fest", number="7", date=self.DAY)
        release = releases.create_release(fields, APPROVER)
        assert (release.slug, release.number, release.date) == ("mein-fest", "7", self.DAY)
        assert (Decision.objects.get().action, Decision.objects.get().after) == ("created", {"slug": "mein-fest"})
        with pytest.raises(ArchiveError):
            releases.create_release(fields, APPROVER)

    def test_without_a_date_it_is_today(self) -> None:
        assert releases.create_release(release_fields(titles={"de": "Fest"}), APPROVER).date == timezone.localdate()


class TestEdits:
    def test_an_edit_that_changes_nothing_is_none(self) -> None:
        release = make_release(dateline="Leipzig")
        releases.edit_release(
            release, release_fields(dateline="Leipzig", date=None, slug=None), APPROVER, may_publish=True
        )
        assert (again(release).revision, Decision.objects.exists()) == (1, False)

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


CHANGES = {
    "slug": "anders",
    "number": "anders",
    "date": dt.date(2027, 1, 2),
    "dateline": "Leipzig",
    **{name: {"de": "Anders"} for name in ("titles", "subtitles", "summaries", "texts", "terms")},
    "contact": {"name": "Anna"},
    "links": [{"label": "Anders", "url": "https://example.org/"}],
}


class TestWhoLetsOut:
    """Once a version was asked for, nobody without the right to publish changes what goes out, or when."""

    @pytest.fixture
    def scheduled(self) -> Release:
        release = make_release()
        make_photo(release)
        approve_all(release)
        releases.publish(release, APPROVER, now() + timedelta(hours=2))
        return again(release)

    @pytest.mark.parametrize("state", [ReleaseState.SCHEDULED, ReleaseState.LIVE])
    @pytest.mark.parametrize("name", ["goes_live_at", "expires_at"])
    def test_times_need_the_right_to_publish(self, scheduled: Release, state: str, name: str) -> None:
        Release.objects.filter(pk=scheduled.pk).update(state=state)
        change = release_fields(**{name: now() + timedelta(days=3)})
        with pytest.raises(NotAllowed):
            releases.edit_release(scheduled, change, EDITOR, may_publish=False)
        assert again(scheduled).revision == scheduled.revision
        releases.edit_release(scheduled, change, APPROVER, may_publish=True)
        assert again(scheduled).approval_is_current

    @pytest.mark.parametrize("field", [field.name for field in RELEASE_FIELDS if not field.publishing])
    def test_every_other_change_waits_for_confirmation(self, scheduled: Release, field: str) -> None:
        change = release_fields(**{field: CHANGES[field]})
        releases.edit_release(scheduled, change, EDITOR, may_publish=False)
        assert again(scheduled).awaits_confirmation
        assert [finding.key for finding in inspect_release(again(scheduled)).blockers] == ["unconfirmed"]
        releases.confirm_release(scheduled, APPROVER, seen=2)
        assert inspect_release(again(scheduled)).is_open
        assert again(scheduled).due_at == scheduled.goes_live_at, "its time stays"
        assert Decision.objects.filter(action="confirmed", after={"revision": 2}).exists()

    def test_a_correction_that_was_asked_for_is_held_too(self, scheduled: Release) -> None:
        Release.objects.filter(pk=scheduled.pk).update(state=ReleaseState.LIVE)
        releases.publish(scheduled, APPROVER)
        assert inspect_release(again(scheduled)).is_open
        releases.edit_release(scheduled, release_fields(dateline="Leipzig"), EDITOR, may_publish=False)
        assert [finding.key for finding in inspect_release(again(scheduled)).blockers] == ["unconfirmed"]
        releases.publish(scheduled, APPROVER)
        assert inspect_release(again(scheduled)).is_open

    def test_asking_for_publication_again_confirms(self, scheduled: Release) -> None:
        releases.edit_release(scheduled, release_fields(dateline="Leipzig"), EDITOR, may_publish=False)
        releases.publish(scheduled, APPROVER)
        assert again(scheduled).approval_is_current
        assert again(scheduled).goes_live_at == scheduled.goes_live_at

    def test_nothing_to_confirm_and_another_revision_are_refused(self, scheduled: Release) -> None:
        with pytest.raises(ArchiveError, match="nothing to confirm"):
            releases.confirm_release(scheduled, APPROVER)
        releases.edit_release(scheduled, release_fields(dateline="Leipzig"), EDITOR, may_publish=False)
        with pytest.raises(ArchiveError, match="look again"):
            releases.confirm_release(scheduled, APPROVER, seen=1)

    def test_four_eyes_means_another_persons(self, scheduled: Release, settings: Settings) -> None:
        settings.FOUR_EYES = True
        releases.edit_release(scheduled, release_fields(dateline="Leipzig"), APPROVER, may_publish=True)
        assert again(scheduled).awaits_confirmation
        for let_out in (releases.confirm_release, releases.publish):
            with pytest.raises(ArchiveError, match="somebody else"):
                let_out(scheduled, APPROVER)
        releases.confirm_release(scheduled, Actor("chief"))
        assert again(scheduled).approval_is_current

    def test_a_second_try_keeps_the_embargo(self, scheduled: Release) -> None:
        Release.objects.filter(pk=scheduled.pk).update(problem="store_down")
        releases.retry_release(scheduled, APPROVER)
        assert again(scheduled).due_at == scheduled.goes_live_at


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
