"""Letters to the press list, written when they are sent: of the newest public version, or not at all.

Nothing here may name an address: not in the log, and not in the record beside the reader's own row.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from archive.models import Delivery, DeliveryKind, Event, Publication, Reader
from archive.models.work import finished_work
from archive.problems import Problem
from archive.publishing import answers
from archive.publishing.house import house
from archive.publishing.manifests import manifest_of
from archive.publishing.questions import question_for
from archive.publishing.readers import CONFIRM, unsubscribe_url
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from pipelines.documents.letter import release_letter
from workers import leases
from workers.deliveries.outcome import Outcome, patient_delay, put_off

log = structlog.get_logger(__name__)

_PAGES_SOON = timedelta(seconds=3)
_DOWN = Outcome(done=False, answer=answers.MAIL_DOWN, alike=True)
_CUT_OFF = Outcome(done=False, answer=answers.MAIL_DOWN)


def is_due(row: Delivery) -> bool:
    """Whether a leased letter can go out. One about what is public no more is dropped; one whose page lags waits."""
    if row.event == CONFIRM:
        return True
    newest = _newest(row)
    if newest is None:
        row.delete()
        return False
    if newest.projected_at is None:
        leases.wait(row, "", "", _PAGES_SOON)
        put_off(Delivery.objects.filter(kind=DeliveryKind.MAIL, release=row.release), timezone.now() + _PAGES_SOON)
        return False
    return True


def record(row: Delivery, outcome: Outcome) -> None:
    """Put down how it ended. A letter that asks for a confirmation leaves nothing behind."""
    now = timezone.now()
    log.info("letter", delivery=row.tag, tries=row.attempts, answer=outcome.answer or "sent")
    if outcome.done and row.event == CONFIRM:
        Delivery.objects.filter(pk=row.pk).delete()
        return
    Delivery.objects.filter(pk=row.pk).update(tried_at=now, answer=outcome.answer)
    if outcome.done:
        leases.finish(row, then=finished_work() | {"attempts": row.attempts, "delivered_at": now})
        return
    delay = None if outcome.final else patient_delay(row.attempts, now - row.created_at)
    if delay is None:
        leases.park(row, Problem.NOT_DELIVERED, outcome.answer)
        return
    leases.retry_at(row, now + delay, Problem.NOT_DELIVERED, outcome.answer)
    if outcome.alike:
        put_off(Delivery.objects.filter(kind=DeliveryKind.MAIL), now + delay)


def message_of(row: Delivery) -> EmailMultiAlternatives:
    """The letter as it goes out now."""
    reader, newest = row.reader, _newest(row)
    if reader is None:
        raise LookupError(f"{row} has no reader")
    if row.event == CONFIRM or newest is None:
        return _question(row, reader)
    return _letter(row, reader, newest)


def _letter(row: Delivery, reader: Reader, newest: Publication) -> EmailMultiAlternatives:
    manifest, off = manifest_of(newest), unsubscribe_url(reader)
    corrects = row.event == Event.RELEASE_UPDATED
    letter = release_letter(manifest, house(), off=off, language=reader.language, correction=corrects)
    return compose(row, reader.address, letter.subject, letter.text, "press", off, letter.html)


def _question(row: Delivery, reader: Reader) -> EmailMultiAlternatives:
    subject, text = question_for(reader)
    return compose(row, reader.address, subject, text, "press")


def compose(
    row: Delivery, address: str, subject: str, text: str, sender: str, off: str = "", html: str = ""
) -> EmailMultiAlternatives:
    """A mail by which a row is delivered. `sender` names the list it is of; `off` is where one click ends it."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    # The same at every try, so that a letter that was sent and not recorded is known as the one that came before.
    headers = {"Message-ID": f"<{row.tag}@{host}>", "List-Id": f"<{sender}.{host}>", "Auto-Submitted": "auto-generated"}
    if off:
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(subject, text, None, [address], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _newest(row: Delivery) -> Publication | None:
    release = row.release
    return last_live(release) if release and release.state == ReleaseState.LIVE else None


class Post:
    """A connection to the mail server: opened by the first mail, kept for the others, closed at the block's end."""

    def __enter__(self) -> Post:
        self._connection = get_connection()
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):
            self._connection.close()

    def send(self, message: EmailMultiAlternatives) -> Outcome:
        """Send one mail. smtplib's errors are OSErrors."""
        try:
            self._connection.open()
        except OSError:
            return _DOWN
        try:
            return self._send(message)
        except OSError as error:
            self._hang_up()
            # Whom we send as is the same in all of them; what else goes wrong may be about this one alone.
            return _DOWN if isinstance(error, smtplib.SMTPSenderRefused) else _CUT_OFF

    def _send(self, message: EmailMultiAlternatives) -> Outcome:
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            return Outcome(done=False, answer=answers.MAIL_REFUSED, final=all(code >= 500 for code in codes))
        except smtplib.SMTPDataError as error:
            return Outcome(done=False, answer=answers.MAIL_REFUSED, final=error.smtp_code >= 500)
        return Outcome(done=True, answer="")

    def _hang_up(self) -> None:
        """Without QUIT, which the server may not answer either."""
        if smtp := getattr(self._connection, "connection", None):
            smtp.close()
        self._connection = get_connection()
