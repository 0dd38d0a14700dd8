"""Notices from the tick to a real mail server: what arrives, for whom, in which language, and that it arrives once."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.models import Batch, Cause, Delivery, DeliveryKind, Notice, Release
from archive.notices import choices
from archive.notices.finding import find_notices
from archive.people.accounts import create_account
from archive.publishing import answers
from tests.factories import make_photo, make_photographer, make_receipt, make_release
from tests.smtp_server import mail_server
from workers.deliveries.send import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings: Settings) -> None:
    settings.LIST_WORKS = True


def account(name: str, role: str, language: str = "de") -> None:
    create_account(name, role, "a long enough password", email=f"{name}@example.org")
    user = get_user_model().objects.get(username=name)
    choices.choose(user, choices.offered(user), language)


def arrived() -> Batch:
    """A batch at rest, found by the tick."""
    release = make_release(titles={"de": "Das <Fest>", "en": "The <Feast>"}, slug="fest")
    photo = make_photo(release, photographer=make_photographer("Anna Łuk"))
    make_photo(release, "refused", photographer=photo.batch.photographer, problem="truncated", original=None)
    make_receipt(photo)
    Batch.objects.stir()
    find_notices(timezone.now() + dt.timedelta(minutes=3))
    return photo.batch


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body
    return str(body.get_content())


def again() -> None:
    Delivery.objects.exclude(due_at=None).update(due_at=timezone.now())
    send_due()


def test_a_batch_at_rest_is_mailed_once_to_each_in_their_language(settings: Settings) -> None:
    account("ed", "editor")
    account("pat", "approver", "en")
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 60
        arrived()
        send_due()
        assert sorted(row.answer for row in Delivery.objects.all()) == ["", answers.MAIL_DOWN]
        settings.EMAIL_PORT = server.port
        again()
        Batch.objects.stir()
        find_notices(timezone.now() + dt.timedelta(minutes=3))
        again()
        german, english = server.taken
    assert (german["To"], german["Subject"]) == ("ed@example.org", "Anna Łuk hat 2 Fotos gesendet: Das <Fest>")
    assert (english["To"], english["Subject"]) == ("pat@example.org", "Anna Łuk sent 2 photos: The <Feast>")
    assert "1 file was refused." in text_of(english)
    assert "/releases/fest/" in text_of(english)
    assert "The &lt;Feast&gt;" in text_of(english, "html")
    assert 'lang="de"' in text_of(german, "html")
    assert german["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    off = german["List-Unsubscribe"].strip(" <>")
    assert off in text_of(german)
    assert choices.read_off(off.rstrip("/").rpartition("/")[2])
    assert all(row.delivered_at for row in Delivery.objects.all())


def test_whoever_wants_no_more_meanwhile_gets_none() -> None:
    account("ed", "editor")
    arrived()
    user = get_user_model().objects.get(username="ed")
    notice = Notice.objects.get()
    Delivery.objects.all().delete()
    Delivery.objects.create(
        kind=DeliveryKind.MAIL, event=notice.cause, notice=notice, person=user, due_at=timezone.now()
    )
    choices.turn_off(user, Cause.BATCH_RESTED)
    send_due()
    assert (mail.outbox, Delivery.objects.count()) == ([], 0)


def test_a_photographer_reads_the_title_only_once_they_may() -> None:
    account("anna", "photographer", "en")
    anna = make_photographer("Anna", account=get_user_model().objects.get(username="anna"))
    secret = make_release(titles={"de": "Geheimsache"}, slug="sache")
    declined = make_photo(secret, "declined", photographer=anna)
    public = make_release(titles={"de": "Fest"}, slug="fest", state="live")
    make_photo(public, "live", photographer=anna)
    Batch.objects.stir()
    find_notices(timezone.now() + dt.timedelta(minutes=3))
    send_due()
    subjects = sorted(message.subject for message in mail.outbox)
    assert subjects == ["What you sent was reviewed: Fest", "What you sent was reviewed: sache"]
    assert all("Geheimsache" not in message.body for message in mail.outbox)
    assert any(f"/drops/{declined.batch_id}/" in message.body for message in mail.outbox)


def test_an_embargo_whose_gate_is_open_is_looked_at_again() -> None:
    account("ed", "editor", "en")
    release = make_release(state="scheduled", goes_live_at=timezone.now() + dt.timedelta(minutes=20))
    photo = make_photo(release, "approved", approved_revision=1)
    find_notices(timezone.now())
    send_due()
    row = Delivery.objects.get()
    assert (row.kind, mail.outbox, row.due_at and row.due_at > timezone.now()) == (DeliveryKind.NOTICE, [], True)
    photo.captions = {}
    photo.save()
    again()
    [message] = mail.outbox
    assert message.subject.startswith("Cannot go live at ")
    assert "There is no caption in any language." in message.body
    assert "missing" in message.alternatives[0].content  # type: ignore[attr-defined]  # of EmailMultiAlternatives


def test_a_failure_says_why() -> None:
    account("ed", "editor", "en")
    make_release(state="live", problem="gate_closed", due_at=timezone.now())
    make_release(state="live", problem="unexpected", attempts=5, due_at=timezone.now())
    find_notices(timezone.now())
    send_due()
    closed, failed = (message.body for message in sorted(mail.outbox, key=lambda one: "unexpected" in one.body))
    assert "No photo is approved yet." in closed
    assert "Something unexpected happened" in failed


def test_a_mail_about_an_embargo_that_is_over_is_dropped() -> None:
    account("ed", "editor")
    release = make_release(state="draft", goes_live_at=timezone.now() + dt.timedelta(minutes=20))
    find_notices(timezone.now())
    Release.objects.filter(pk=release.pk).update(goes_live_at=timezone.now() - dt.timedelta(minutes=1))
    send_due()
    assert (mail.outbox, Notice.objects.count(), Delivery.objects.count()) == ([], 0, 0)
