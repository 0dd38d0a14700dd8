"""Publishing and withdrawing at the command line."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from archive.audit import OPERATOR
from archive.models import Release
from archive.states import PhotoState, ReleaseState
from archive.workflow import move_release
from cli.app import app
from cli.support import publication
from tests.cli.command_runner import fail, run, run_json
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_a_closed_gate_says_what_is_missing() -> None:
    release = make_release()
    photo = make_photo(release, PhotoState.APPROVED, captions={}, approved_revision=1)
    told = fail("publish", release.slug)
    assert photo.filename in told
    assert "There is no caption in any language." in told
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_publishing_at_a_time_schedules() -> None:
    release = make_release()
    make_photo(release, PhotoState.APPROVED, approved_revision=1)
    answer = run_json("publish", release.slug, "--at", "2126-12-24 18:00", "--wait")
    assert answer["state"] == ReleaseState.SCHEDULED
    assert dt.datetime.fromisoformat(answer["goes_live_at"]) == dt.datetime(2126, 12, 24, 17, tzinfo=dt.UTC)
    assert "it goes live at 2126-12-24 18:00" in run("publish", release.slug)
    assert "a draft again" in run("withdraw", release.slug)
    assert "there is nothing to withdraw" in fail("withdraw", release.slug)
    assert "Not a time: soon" in fail("publish", release.slug, "--at", "soon")


def test_a_correction_has_a_note_for_its_readers() -> None:
    release = make_release(state=ReleaseState.LIVE)
    make_photo(release, PhotoState.LIVE, approved_revision=1)
    notes = ["--note", "de=Der Name wurde berichtigt.", "--note", "en=A name was corrected."]
    assert "its correction on its way" in run("publish", release.slug, *notes)
    release.refresh_from_db()
    assert release.correction_notes == {"de": "Der Name wurde berichtigt.", "en": "A name was corrected."}
    assert "write a language before the text" in fail("publish", release.slug, "--note", "Berichtigt")
    assert "no language fr" in fail("publish", release.slug, "--note", "fr=Corrigé")
    draft = ready_release()
    assert "is not live" in fail("publish", draft.slug, "--note", "de=Berichtigt")
    assert state_of(draft)[0] == ReleaseState.DRAFT


PAST = "2020-01-01 18:00"


def ready_release() -> Release:
    release = make_release()
    make_photo(release, PhotoState.APPROVED, approved_revision=1)
    return release


def state_of(release: Release) -> tuple[str, dt.datetime | None]:
    release.refresh_from_db()
    return release.state, release.goes_live_at


def test_a_time_that_is_over_is_refused_where_nobody_can_answer() -> None:
    release = ready_release()
    told = fail("publish", release.slug, "--at", PAST)
    assert "Publish now instead?" in told
    assert "--yes" in told
    assert state_of(release) == (ReleaseState.DRAFT, None)


def test_a_time_that_is_over_publishes_now_where_that_is_said_beforehand() -> None:
    release = ready_release()
    run("publish", release.slug, "--at", PAST, "--yes")
    state, goes_live_at = state_of(release)
    assert state == ReleaseState.SCHEDULED
    assert goes_live_at
    assert abs(timezone.now() - goes_live_at) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(("answer", "state"), [("y\n", "scheduled"), ("n\n", "draft"), ("\n", "draft")])
def test_a_time_that_is_over_asks_back(monkeypatch: pytest.MonkeyPatch, answer: str, state: str) -> None:
    release = ready_release()
    monkeypatch.setattr(publication, "asks_back", lambda: True)
    done = CliRunner().invoke(app, ["publish", release.slug, "--at", PAST], input=answer)
    assert "Publish now instead?" in done.stderr
    assert (done.exit_code == 0) is (state == "scheduled")
    assert state_of(release)[0] == state


def test_a_live_release_is_withdrawn() -> None:
    release = make_release()
    photo = make_photo(release, PhotoState.LIVE, approved_revision=1)
    move_release(release, ReleaseState.SCHEDULED, OPERATOR)
    move_release(release, ReleaseState.LIVE, OPERATOR)
    assert "is withdrawn" in run("withdraw", release.slug)
    release.refresh_from_db()
    photo.refresh_from_db()
    assert (release.state, photo.state) == (ReleaseState.WITHDRAWN, PhotoState.APPROVED)


def test_photos_are_withdrawn_for_good_only_when_meant() -> None:
    release = make_release()
    photo = make_photo(release)
    with pytest.raises(AssertionError):  # nobody answers the question
        run("withdraw", release.slug, photo.filename)
    photo.refresh_from_db()
    assert photo.state == PhotoState.READY
    assert "1 withdrawn" in run("withdraw", release.slug, photo.filename, "--yes")
    photo.refresh_from_db()
    assert photo.state == PhotoState.WITHDRAWN
