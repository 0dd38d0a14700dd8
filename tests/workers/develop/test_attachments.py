"""Attachments are taken in as they are, once, or refused: on the real store and in the real chamber."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from archive.models import Attachment, Companion, Photo, Photographer, Receipt, Release
from archive.store.buckets import archive, incoming
from pipelines.keys import attachment_source_key, companion_key
from tests.factories import make_photographer, make_release
from tests.journey.running_stack import picture
from tests.pipelines.attached_files import live_part, mp4, pdf, quicktime
from tests.pipelines.heic import HEIC
from tests.workers.stages import Upload, develop
from workers import leases
from workers.develop.attachments import take_in
from workers.intake.events import UploadEvent
from workers.intake.receive import receive
from workers.urgency import Queue, by_urgency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def put(body: bytes, name: str, release: Release, by: Photographer | None = None) -> Attachment:
    """Upload, receive, and do what is due in the queue."""
    key = f"{(by or make_photographer()).slug}/{release.slug}/{name}"
    incoming().put(key, body, "application/octet-stream")
    stored = incoming().head(key)
    assert stored
    receive(UploadEvent(incoming().name, key, stored.size, stored.version, stored.etag))
    made = Receipt.objects.get(key=key).attachment
    assert made
    due = [leases.take(rows) for rows in by_urgency(Queue.DEVELOP, 0)]
    assert [row for row in due if row] == [made]
    take_in(Attachment.objects.select_related("release").get(pk=made.pk))
    return Receipt.objects.get(key=key).attachment or made


def test_a_document_is_kept_as_it_was_uploaded() -> None:
    release, body = make_release(), pdf()
    attachment = put(body, "Plan Süd.PDF", release)
    sha256 = hashlib.sha256(body).hexdigest()
    assert (attachment.state, attachment.sha256, attachment.bytes) == ("ready", sha256, len(body))
    assert (attachment.due_at, attachment.media_type) == (None, "application/pdf")
    assert archive().get(attachment_source_key(sha256)) == body
    again = put(body, "copy/Plan.pdf", release)
    assert again == attachment, "the same bytes are one attachment"
    assert Receipt.objects.filter(attachment=attachment).count() == 2
    assert not Photo.objects.exists()


@pytest.mark.parametrize("photo_first", [True, False])
def test_the_moving_part_of_a_live_photo_joins_it_whichever_comes_first(upload: Upload, photo_first: bool) -> None:
    release, film = make_release(), live_part()
    if photo_first:
        develop(upload(HEIC, release, "IMG_1.HEIC").pk)
    attachment = put(film, "img_1.MOV", release, Photographer.objects.get())
    if not photo_first:
        assert (attachment.state, attachment.problem) == ("received", "awaits_photo")
        assert attachment.due_at
        assert attachment.due_at > timezone.now() + timedelta(minutes=50)
        develop(upload(HEIC, release, "IMG_1.HEIC").pk)
        again = leases.take(Attachment.objects.all())
        assert again, "the photo calls it"
        take_in(again)
    photo, companion = release.photos.get(), Companion.objects.get()
    assert (companion.photo, companion.kind, companion.filename) == (photo, "live", "img_1.MOV")
    assert archive().get(companion_key(companion.sha256)) == film
    assert companion.receipts.get().attachment is None
    assert not Attachment.objects.exists()
    assert photo.state == "ready"


def test_a_film_without_the_identifier_and_one_whose_photo_never_comes_are_videos(upload: Upload) -> None:
    release = make_release()
    develop(upload(picture((60, 40)), release, "IMG_1.JPG").pk)
    anna = Photographer.objects.get()
    assert put(quicktime(), "IMG_1.MOV", release, anna).state == "ready"
    alone = Attachment.objects.filter(pk=put(live_part(), "IMG_2.MOV", release, anna).pk)
    alone.update(received_at=timezone.now() - timedelta(hours=1), due_at=timezone.now())
    again = leases.take(alone)
    assert again
    take_in(again)
    assert (again.state, again.problem) == ("ready", "")


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [("photo.pdf", picture((40, 30)), "not_as_named"), ("film.mp4", mp4()[:-1], "breaks_off"), ("a.mov", b"", "empty")],
)
def test_what_is_not_what_its_name_claims_is_refused(name: str, body: bytes, problem: str) -> None:
    attachment = put(body, name, make_release())
    assert (attachment.state, attachment.problem, attachment.due_at) == ("refused", problem, None)
    assert not list(archive().keys("attachments/"))


def test_what_is_too_large_is_refused_unread(settings: Settings) -> None:
    settings.MAX_ATTACHMENT_BYTES = 100
    attachment = put(pdf(), "Plan.pdf", make_release())
    assert (attachment.state, attachment.problem) == ("refused", "too_large")
