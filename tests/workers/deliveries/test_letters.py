"""Letters through a real mail server: what arrives, for whom, how often, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.audit import OPERATOR
from archive.models import Decision, Delivery, Publication, Reader, Release
from archive.problems import Problem
from archive.publishing import answers, readers
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from tests.live_versions import live_release, next_version
from tests.smtp_server import MailServer, mail_server
from workers.deliveries.send import send_due

pytestmark = pytest.mark.django_db

ANNA, BEN = "anna@example.org", "Ben@Example.org"


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.LIST_WORKS = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 60
        yield server


def reader(address: str, language: str = "de") -> Reader:
    now = timezone.now()
    return Reader.objects.create(
        address=address, folded=address.casefold(), language=language, asked_at=now, confirmed_at=now
    )


def again() -> None:
    Delivery.objects.exclude(due_at=None).update(due_at=timezone.now())
    send_due()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body
    return str(body.get_content())


def test_each_reader_gets_one_letter_in_their_language_and_leaves_with_one_click(mails: MailServer) -> None:
    anna = reader(ANNA)
    reader(BEN, "en")
    release = live_release(photos=5, titles={"de": "Das Fest", "en": "The Feast"}, summaries={"de": "Kurz & gut"})
    send_due()
    again()
    german, english = mails.taken
    assert (german["To"], german["Subject"], english["Subject"]) == (ANNA, "Das Fest", "The Feast")
    text = text_of(german)
    assert "Kurz & gut" in text
    assert text.count("/photos/") == 3
    assert "Kurz &amp; gut" in text_of(german, "html")
    off = german["List-Unsubscribe"].strip(" <>")
    assert german["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off in text
    assert off != english["List-Unsubscribe"].strip(" <>")
    assert readers.unsubscribe(off.rstrip("/").rpartition("/")[2])
    assert not Reader.objects.filter(pk=anna.pk).exists()
    assert Delivery.objects.filter(release=release).count() == 1, "which letters went to Anna is forgotten with her"


def test_a_withdrawn_release_is_not_mailed_and_a_correction_takes_its_place(mails: MailServer) -> None:
    reader(ANNA)
    gone, corrected = live_release(photos=1), live_release(photos=2)
    Release.objects.filter(pk=gone.pk).update(state=ReleaseState.WITHDRAWN)
    photo = corrected.photos.order_by("pk")[0]
    next_version(corrected, without=photo)
    send_due()
    [message] = mails.taken
    assert message["Subject"] == corrected.titles["de"]
    last = last_live(corrected)
    assert last
    assert text_of(message).count("/photos/") == 1, "the letter is of the newest version"


def test_letters_wait_for_the_pages_they_link_to(mails: MailServer) -> None:
    reader(ANNA)
    reader(BEN)
    live_release(photos=1)
    Publication.objects.update(projected_at=None)
    send_due()
    assert (mails.taken, list(Delivery.objects.values_list("attempts", flat=True))) == ([], [0, 0])
    assert Delivery.objects.exclude(leased_by="").count() == 1, "one is looked at, and the others wait with it"
    Publication.objects.update(projected_at=timezone.now())
    again()
    assert len(mails.taken) == 2


def test_a_correction_says_that_it_is_one(mails: MailServer) -> None:
    reader(ANNA)
    release = live_release(photos=1, titles={"de": "Das Fest"})
    second = next_version(release)
    readers.mail_version(release, second, OPERATOR)
    send_due()
    assert sorted(message["Subject"] for message in mails.taken) == ["Das Fest", "Korrektur: Das Fest"]
    assert Decision.objects.get(action="mailed").after == {"version": 2, "readers": 1}


def test_one_refused_address_costs_nobody_else_a_letter(mails: MailServer) -> None:
    for address in (ANNA, BEN, "later@example.org"):
        reader(address)
    mails.refused = {ANNA: 550, "later@example.org": 450}
    live_release(photos=1)
    send_due()
    assert [message["To"] for message in mails.taken] == [BEN]
    refused, sent, later = Delivery.objects.order_by("reader__pk")
    assert (refused.due_at, refused.problem, refused.answer) == (None, Problem.NOT_DELIVERED, answers.MAIL_REFUSED)
    assert sent.delivered_at
    assert later.due_at


@pytest.mark.parametrize("what", ["it is down", "it refuses the sender"])
def test_an_outage_of_the_mail_server_is_waited_out_by_all(mails: MailServer, settings: Settings, what: str) -> None:
    reader(ANNA)
    reader(BEN)
    live_release(photos=1)
    if what == "it is down":
        settings.EMAIL_PORT = 1
    mails.refused = {settings.DEFAULT_FROM_EMAIL: 530}
    begun = timezone.now()
    send_due()
    assert list(Delivery.objects.order_by("pk").values_list("attempts", "answer")) == [(1, answers.MAIL_DOWN), (0, "")]
    soon = Delivery.objects.filter(due_at__lt=begun + timedelta(seconds=5))
    assert not soon.exists(), "the second waits with the first"
    settings.EMAIL_PORT, mails.refused = mails.port, {}
    again()
    assert len(mails.taken) == 2


def test_a_killed_process_has_no_letter_to_send_again(mails: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is put down before the next is sent."""

    class Killed(BaseException):
        pass

    sent = EmailBackend.send_messages

    def send_one(self: EmailBackend, messages: list[EmailMultiAlternatives]) -> int:
        if mails.taken:
            raise Killed
        return sent(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_one)
    reader(ANNA)
    reader(BEN)
    live_release(photos=1)
    with pytest.raises(Killed):
        send_due()
    assert Delivery.objects.exclude(delivered_at=None).count() == len(mails.taken) == 1


def test_whoever_asks_is_asked_back_and_no_log_or_audit_names_them(
    mails: MailServer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    readers.ask_to_join(f" {BEN} ", "en")
    send_due()
    [question] = mails.taken
    assert "Please confirm" in question["Subject"]
    link = next(line for line in text_of(question).splitlines() if line.startswith("http"))
    assert readers.confirm(link.rstrip("/").rpartition("/")[2])
    live_release(photos=1)
    mails.refused = {BEN: 550}
    send_due()
    readers.ask_to_join(BEN.upper(), "de")
    send_due()
    found = Reader.objects.get()
    readers.remove_reader(found, OPERATOR)
    assert not Delivery.objects.exists()
    shown = capsys.readouterr()
    audited = str(list(Decision.objects.values_list("before", "after")))
    assert "example.org" not in (caplog.text + shown.out + shown.err + audited).casefold()
