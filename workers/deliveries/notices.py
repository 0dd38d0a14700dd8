"""Notices to the office and to photographers: who is told, and the mails, written when they are sent."""

from __future__ import annotations

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives

from archive.models import Delivery, Notice
from archive.notices import telling
from archive.notices.choices import wants
from archive.notices.mails import mail_for
from archive.notices.telling import Verdict
from workers import leases
from workers.deliveries.letters import compose

_GATE_AGAIN = timedelta(minutes=1)


def tell(row: Delivery) -> None:
    """Write a row for everybody who is told of a leased notice, which is done then; or look again in a minute."""
    if telling.tell(_notice(row)) is Verdict.LATER:
        leases.wait(row, "", "", _GATE_AGAIN)
    else:
        Delivery.objects.filter(pk=row.pk).delete()


def is_due(row: Delivery) -> bool:
    """Whether a leased mail still goes out; one that nobody needs or wants any more is dropped."""
    if row.person and wants(row.person, row.event) and not telling.is_over(_notice(row)):
        return True
    row.delete()
    return False


def message_of(row: Delivery) -> EmailMultiAlternatives:
    """The mail as it goes out now, as text and as HTML, in the person's language."""
    if row.person is None:
        raise LookupError(f"{row} has no person")
    mail = mail_for(_notice(row), row.person)
    return compose(row, row.person.email, mail.subject, mail.text, "notices", mail.off, mail.html)


def _notice(row: Delivery) -> Notice:
    if row.notice is None:
        raise LookupError(f"{row} has no notice")
    return row.notice
