"""Who lets a release out that was changed after its publication was asked for."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from pytest_django import Settings

from archive.audit import Actor
from archive.errors import ArchiveError, NotAllowed
from archive.models import Decision, Release
from archive.releases import lifecycle as releases
from archive.releases.fields import RELEASE_FIELDS, release_fields
from archive.releases.gate import inspect_release
from archive.states import ReleaseState
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_release, now

pytestmark = pytest.mark.django_db


def again(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


CHANGES = {
    "slug": "anders",
    "kind": "invitation",
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
