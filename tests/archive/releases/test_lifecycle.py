"""A release from draft to withdrawn, and the gate that nothing unfinished passes."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError
from pytest_django import Settings

from archive.errors import ArchiveError, GateClosed
from archive.models import Decision, Photo, Release
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.releases.gate import inspect_release
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, approve_all, make_photo, make_photographer, make_release, now

pytestmark = pytest.mark.django_db


def test_slug_and_number_are_suggested_and_never_twice() -> None:
    fields = release_fields(titles={"de": "Größtes Fest am Łańcut"}, date=dt.date(2026, 9, 1))
    first, second = (releases.create_release(fields, APPROVER) for _ in range(2))
    assert first.slug.startswith("260901-groesstes-fest")
    assert second.slug == f"{first.slug}-2"
    assert first.number != second.number
    assert first.number.startswith("20260901-")


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "Mit Leerzeichen"},
        {"titles": {"xx": "unknown language"}},
        {"colour": "red"},
        {"goes_live_at": "2026-09-01T18:00"},
        {"links": [{"url": "javascript:alert(1)"}]},
        {"number": "../../etc"},
        {"goes_live_at": "2026-09-02T18:00Z", "expires_at": "2026-09-01T18:00Z"},
    ],
)
def test_nonsense_is_refused_at_the_door(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        release_fields(**fields)


def test_an_edit_leaves_unset_fields_alone_and_is_told() -> None:
    release = make_release(dateline="Leipzig", contact={"name": "Anna"})
    releases.edit_release(release, release_fields(titles={"de": "Neu"}), APPROVER)
    release.refresh_from_db()
    assert (release.titles, release.dateline, release.revision) == ({"de": "Neu"}, "Leipzig", 2)
    assert Decision.objects.get().after == {"titles": {"de": "Neu"}}


def test_two_releases_cannot_share_an_address() -> None:
    first, second = make_release(), make_release()
    with pytest.raises(ArchiveError):
        releases.edit_release(second, release_fields(slug=first.slug), APPROVER)
    with pytest.raises(ArchiveError):
        releases.edit_release(second, release_fields(number=first.number), APPROVER)


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
    release = make_release(goes_live_at=now() + timedelta(hours=2))
    make_photo(release)
    approve_all(release)
    releases.publish(release, APPROVER)
    release.refresh_from_db()
    assert release.state == ReleaseState.SCHEDULED
    assert release.due_at == release.goes_live_at
    later = now() + timedelta(hours=3)
    releases.edit_release(release, release_fields(goes_live_at=later), APPROVER)
    release.refresh_from_db()
    assert release.due_at == later
    with pytest.raises(ArchiveError):
        releases.edit_release(release, release_fields(goes_live_at=None), APPROVER)
    releases.unschedule(release, APPROVER)
    assert Release.objects.filter(pk=release.pk, state=ReleaseState.DRAFT, due_at=None).exists()


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
