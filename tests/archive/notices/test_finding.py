"""What is found to be told: after how much silence, with which figures, and never twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from archive.attachments.decisions import approve_attachment
from archive.models import Attachment, Batch, Cause, Delivery, DeliveryKind, Notice, Photo, Release
from archive.models.release import SILENCE
from archive.notices import finding
from archive.notices.finding import find_notices
from archive.notices.words import words_of
from archive.people.accounts import create_account
from archive.photos.decisions import approve, decline
from archive.releases.lifecycle import unsorted
from tests.factories import APPROVER, make_photo, make_photographer, make_receipt, make_release
from workers import leases
from workers.intake.events import UploadEvent
from workers.intake.receive import receive

pytestmark = pytest.mark.django_db
AFTER = SILENCE + dt.timedelta(seconds=30)


def look(after: dt.timedelta = AFTER, since: dt.datetime | None = None) -> list[tuple[str, dict[str, Any]]]:
    """What the tick has found after that time, from now or from `since`, all in all."""
    find_notices((since or timezone.now()) + after)
    return list(Notice.objects.order_by("pk").values_list("cause", "facts"))


def upload(name: str, folder: str = "anna/fest") -> None:
    key = f"{folder}/{name}"
    receive(UploadEvent(bucket="incoming", key=key, size=5, etag=name, version=name))


def test_a_batch_is_told_of_once_after_two_minutes_of_silence() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    begun = timezone.now()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        upload(name)
    Photo.objects.filter(filename="c.jpg").update(state="refused", problem="truncated", due_at=None)
    Photo.objects.filter(state="received").update(state="ready", due_at=None)
    assert look(SILENCE - dt.timedelta(seconds=1), since=begun) == []
    rested = ("batch.rested", {"photos": 3, "attachments": 0, "refused": 1, "under_way": 0})
    assert look() == [rested]
    assert look() == [rested]
    upload("later.jpg")
    Photo.objects.filter(state="received").update(state="ready", due_at=None)
    assert look() == [rested], "one mail a batch and cause"
    assert [row.event for row in Delivery.objects.filter(kind=DeliveryKind.NOTICE)] == ["batch.rested"]


def test_a_batch_waits_for_its_development_but_not_for_ever() -> None:
    make_photographer("Anna", slug="anna")
    make_release(slug="fest")
    upload("a.jpg")
    assert look() == []
    assert Batch.objects.get().look_at is not None
    assert look(dt.timedelta(minutes=20)) == [
        ("batch.rested", {"photos": 1, "attachments": 0, "refused": 0, "under_way": 1})
    ]


def test_a_batch_of_attachments_alone_is_told_of_reviewed_and_given_up_like_one_of_photos() -> None:
    create_account("anna", "photographer", "a long enough password")
    make_photographer("Anna", slug="anna", account=get_user_model().objects.get())
    make_release(slug="fest")
    for name in ("plan.pdf", "film.mp4", "broken.pdf"):
        upload(name)
    Attachment.objects.filter(filename="broken.pdf").update(state="refused", problem="breaks_off", due_at=None)
    Attachment.objects.filter(state="received").update(state="ready", due_at=None)
    rested = ("batch.rested", {"photos": 0, "attachments": 3, "refused": 1, "under_way": 0})
    assert look() == [rested]
    assert words_of(Notice.objects.get(), "de").subject.startswith("Anna hat 3 Anhänge gesendet: ")
    upload("late.pdf")
    leases.park(Attachment.objects.get(filename="late.pdf"), "keeps_stopping", "")
    assert look()[1:] == [("person.needed", {"stopped": 1})]
    Attachment.objects.filter(filename="late.pdf").delete()
    for attachment in Attachment.objects.filter(state="ready"):
        approve_attachment(attachment.pk, APPROVER)
    assert look()[2:] == [("batch.reviewed", {"taken": 2, "declined": 0, "refused": 1})]


def test_many_uploads_write_their_batch_seldom() -> None:
    batch = make_photo().batch
    rows = Batch.objects.filter(pk=batch.pk)
    assert [rows.stir() for _upload in range(3)] == [1, 0, 0]
    rows.update(look_at=timezone.now() + SILENCE - dt.timedelta(seconds=1))
    assert rows.stir() == 1


def test_a_review_is_told_once_everything_is_decided() -> None:
    create_account("anna", "photographer", "a long enough password")
    photographer = make_photographer("Anna", account=get_user_model().objects.get())
    release = make_release()
    photos = [make_photo(release, photographer=photographer) for _photo in range(3)]
    approve([photos[0].pk], APPROVER)
    decline([photos[1].pk], APPROVER)
    assert look() == []
    approve([photos[2].pk], APPROVER)
    assert look() == [("batch.reviewed", {"taken": 2, "declined": 1, "refused": 0})]


def test_a_photo_that_was_given_up_needs_a_person() -> None:
    photo = make_photo(state="received", original=None)
    leases.park(photo, "keeps_stopping", "")
    assert look() == [("person.needed", {"stopped": 1})]


def test_stray_photos_need_a_person_once_a_day() -> None:
    make_photo(unsorted(), photographer=make_photographer("Anna", slug="anna"))
    for _time in range(2):
        Batch.objects.stir()
        assert look() == [("person.needed", {"unsorted": 1})]
    Batch.objects.stir()
    assert len(look(dt.timedelta(days=1))) == 2


@pytest.mark.parametrize(("minutes", "state", "found"), [(29, "scheduled", 1), (29, "draft", 1), (31, "draft", 0)])
def test_an_embargo_is_looked_at_half_an_hour_before(minutes: int, state: str, found: int) -> None:
    make_release(state=state, goes_live_at=timezone.now() + dt.timedelta(minutes=minutes))
    for _tick in range(2):
        assert [cause for cause, _facts in look(dt.timedelta())] == [Cause.EMBARGO_AT_RISK] * found
    Release.objects.update(goes_live_at=timezone.now() + dt.timedelta(minutes=20))
    assert len(look(dt.timedelta())) == found + 1, "another moment is another embargo"


def test_a_changed_release_waits_for_somebody_to_confirm_it() -> None:
    make_release(state="scheduled", revision=2, goes_live_at=timezone.now() + dt.timedelta(days=1))
    assert look(dt.timedelta()) == []
    assert look() == [("person.needed", {"unconfirmed": True})]
    Release.objects.update(revision=3)
    assert len(look()) == 1


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"problem": "gate_closed"}, 1),
        ({"problem": "store_down", "attempts": 1}, 0),
        ({"problem": "unexpected", "attempts": 4}, 1),
        ({"problem": "store_down", "state": "scheduled", "goes_live_at": timezone.now() - dt.timedelta(minutes=9)}, 1),
    ],
)
def test_a_publication_that_failed(columns: dict[str, Any], found: int) -> None:
    make_release(**{"state": "live"} | columns)
    for _tick in range(2):
        told = [one for one in look() if one[0] == Cause.PUBLICATION_FAILED]
        assert [facts["problem"] for _cause, facts in told] == [columns["problem"]] * found


def test_one_that_fails_keeps_no_other_from_being_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = [make_photo(state="received", original=None).batch for _batch in range(2)]
    for photo in Photo.objects.all():
        leases.park(photo, "keeps_stopping", "")
    failed = [make_release(state="live", problem="gate_closed") for _release in range(2)]
    broken, note = {stopped[0].release_id, failed[0].pk}, finding._note

    def note_or_fail(cause: Cause, mark: str, release: Release, *facts: Any) -> None:
        if release.pk in broken:
            raise TypeError
        note(cause, mark, release, *facts)

    monkeypatch.setattr(finding, "_note", note_or_fail)
    for _tick in range(3):
        assert [cause for cause, _facts in look()] == [Cause.PERSON_NEEDED, Cause.PUBLICATION_FAILED]
    said = [one for one in caplog.records if "notice_failed" in one.getMessage()]
    assert len(said) == 2, "once for each, whatever the number of ticks"
    assert all("TypeError in test_finding.py" in one.getMessage() and not one.exc_info for one in said)
    broken.clear()
    assert len(look()) == 3, "a batch that failed is not looked at again and again"
    assert len(look(dt.timedelta(hours=1))) == 4


def test_a_tick_reads_small_indexes_alone() -> None:
    """However many releases and batches there are, none that has nothing to tell is read."""
    make_photo()
    now = timezone.now()
    asked = {
        "batch_look": Batch.objects.filter(look_at__lte=now).order_by("look_at"),
        "release_embargo": Release.objects.filter(
            state__in=("draft", "scheduled"), goes_live_at__gt=now, goes_live_at__lte=now
        ).order_by(),
        "release_stopped": Release.objects.exclude(problem="").order_by(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for index, rows in asked.items():
        assert index in rows.explain(), index


def test_a_batch_that_the_office_took_over_has_not_arrived() -> None:
    photo = make_photo()
    Batch.objects.stir()
    assert look() == []
    make_receipt(photo)
    Batch.objects.stir()
    assert [cause for cause, _facts in look()] == [Cause.BATCH_RESTED]
