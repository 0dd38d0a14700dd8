"""The press list: whoever asked by mail and confirmed it, until they unsubscribe. Addresses stand in no log and audit.

A link in a mail carries a signed token with the row's id, and ends: to confirm after a week, to unsubscribe after two
years. Whoever comes later asks for a new one with the form for signing up.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Delivery, DeliveryKind, Publication, Reader, Release
from archive.people.attempts import count_attempt
from archive.publishing.deliveries import announce_deliveries, send_letters

CONFIRM = "confirm"
"""The event of a letter that asks whether somebody wants to be on the list."""
CONFIRM_WITHIN = dt.timedelta(days=7)
_UNSUBSCRIBE_WITHIN = dt.timedelta(days=730)
_A_DAY = dt.timedelta(days=1)
_LETTERS_A_DAY = 3
MAX_ROWS = 20_000
_valid = EmailValidator(allowlist=[])


class NotListed(ArchiveError):
    """What was entered is no address, or no list of them; the text says what to do, in the reader's language."""


@dataclass(frozen=True)
class Line:
    """A person as a file of the list has them."""

    address: str
    language: str


def ask_to_join(address: str, language: str) -> None:
    """Mail this address a link that puts it on the list, or takes it off. Says nothing of who is on it.

    Raises NotListed. No address gets more than a few of these a day, whoever asks for it.
    """
    address = checked_address(address)
    if count_attempt(f"press mail {address.casefold()}", _A_DAY).count > _LETTERS_A_DAY:
        return
    with transaction.atomic():
        reader, _new = Reader.objects.get_or_create(
            folded=address.casefold(),
            defaults={"address": address, "language": _language(language), "asked_at": timezone.now()},
        )
        _ask([reader])


def confirm(token: str) -> Reader | None:
    """Put whoever has this link on the list; None where it is none, or too old."""
    reader = _reader(token, CONFIRM, CONFIRM_WITHIN)
    if reader and reader.confirmed_at is None:
        reader.confirmed_at = timezone.now()
        reader.save(update_fields=["confirmed_at"])
    return reader


def unsubscribe(token: str) -> bool:
    """Forget whoever has this link; True as well when they are forgotten already."""
    pk = _who(token, "off", _UNSUBSCRIBE_WITHIN)
    if pk is not None:
        Reader.objects.filter(pk=pk).delete()
    return pk is not None


def has_left(token: str) -> bool:
    """Whether this link is one to unsubscribe of somebody who is forgotten already."""
    pk = _who(token, "off", _UNSUBSCRIBE_WITHIN)
    return pk is not None and not Reader.objects.filter(pk=pk).exists()


def is_open(token: str, what: str) -> bool:
    """Whether a link can be used: to `confirm`, or to turn the letters `off`."""
    return _reader(token, what, CONFIRM_WITHIN if what == CONFIRM else _UNSUBSCRIBE_WITHIN) is not None


def confirm_url(reader: Reader) -> str:
    """The link that puts this reader on the list."""
    return _url("desk:press_mail_confirm", CONFIRM, reader)


def unsubscribe_url(reader: Reader) -> str:
    """The link that takes this reader off."""
    return _url("desk:press_mail_off", "off", reader)


@transaction.atomic
def add_reader(address: str, language: str, by: Actor) -> None:
    """Ask somebody whether they want to be on the list, at the office's wish. Raises NotListed."""
    ask_to_join(address, language)
    record(Action.READERS_ADDED, by, release_id=None, after={"readers": 1})


@transaction.atomic
def remove_reader(reader: Reader, by: Actor) -> None:
    """Forget somebody: the address, and which letters went to it."""
    record(Action.READER_REMOVED, by, release_id=None, before={"reader": reader.pk})
    reader.delete()


@transaction.atomic
def import_readers(data: bytes, by: Actor, *, consented: bool) -> int:
    """Add the people of a file, who are on the list at once if they have `consented`, and are asked by mail otherwise.

    Who is on it stays as they are. Returns how many are new. Raises NotListed with the line; then nothing is written.
    """
    lines = {line.address.casefold(): line for line in read_lines(data)}
    known = set(Reader.objects.filter(folded__in=lines).values_list("folded", flat=True))
    now = timezone.now()
    new = [
        Reader(
            address=line.address,
            folded=folded,
            language=line.language,
            asked_at=now,
            confirmed_at=now if consented else None,
        )
        for folded, line in lines.items()
        if folded not in known
    ]
    Reader.objects.bulk_create(new)
    if not consented:
        _ask(new)
    record(Action.READERS_ADDED, by, release_id=None, after={"readers": len(new), "consented": consented})
    return len(new)


@transaction.atomic
def export_readers(by: Actor) -> str:
    """All that are on the list, as `import_readers` takes them."""
    readers = list(Reader.objects.filter(confirmed_at__isnull=False))
    record(Action.READERS_TAKEN, by, release_id=None, after={"readers": len(readers)})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["address", "language"])
    writer.writerows([reader.address, reader.language] for reader in readers)
    return out.getvalue()


@transaction.atomic
def mail_version(release: Release, publication: Publication, by: Actor) -> int:
    """Mail a version to those who did not get it yet, as a person wishes after a correction; how many they are."""
    count = send_letters(release, publication)
    record(Action.MAILED, by, release_id=release.pk, after={"version": publication.n, "readers": count})
    return count


def clear_unconfirmed() -> int:
    """Forget whoever asked to be on the list and never confirmed it; returns how many."""
    return Reader.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - CONFIRM_WITHIN).delete()[0]


def checked_address(address: str) -> str:
    """The address as it is stored. Raises NotListed."""
    address = address.strip()
    try:
        _valid(address)
    except ValidationError:
        raise NotListed(_("This is no email address.")) from None
    if len(address) > 254 or not address.isascii():
        raise NotListed(_("This is no email address."))
    return address


def read_lines(data: bytes) -> list[Line]:
    """The people of a CSV file in UTF-8: an address each line, and beside it a language. Raises NotListed."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise NotListed(_("The file is no CSV in UTF-8.")) from None
    if len(rows) > MAX_ROWS:
        raise NotListed(_("The file has more than %(n)d lines.") % {"n": MAX_ROWS})
    return [_line(number, row) for number, row in enumerate(rows, 1) if "".join(row).strip() and not _is_head(row)]


def _line(number: int, row: list[str]) -> Line:
    try:
        return Line(checked_address(row[0]), _language(row[1].strip() if len(row) > 1 else ""))
    except NotListed:
        # Not the address itself: messages end up in logs and terminals.
        raise NotListed(
            _("Nothing was imported. Line %(line)d does not begin with an email address.") % {"line": number}
        ) from None


def _is_head(row: list[str]) -> bool:
    return row[0].strip().casefold() in {"address", "adresse", "email", "e-mail", "mail"}


def _ask(readers: Iterable[Reader]) -> None:
    now = timezone.now()
    rows = [Delivery(kind=DeliveryKind.MAIL, event=CONFIRM, reader=reader, due_at=now) for reader in readers]
    Delivery.objects.bulk_create(rows)
    announce_deliveries(rows)


def _language(code: str) -> str:
    return code if code in settings.RELEASE_LANGUAGES else settings.RELEASE_LANGUAGES[0]


def _url(name: str, what: str, reader: Reader) -> str:
    token = signing.dumps(reader.pk, salt=_salt(what))
    return f"{settings.PUBLIC_URL}{reverse(name, args=[token])}"


def _reader(token: str, what: str, within: dt.timedelta) -> Reader | None:
    pk = _who(token, what, within)
    return None if pk is None else Reader.objects.filter(pk=pk).first()


def _who(token: str, what: str, within: dt.timedelta) -> int | None:
    """The number of the reader that a link was made for; None where it is none, or too old."""
    try:
        pk: int = signing.loads(token, salt=_salt(what), max_age=within)
    except signing.BadSignature:
        return None
    return pk


def _salt(what: str) -> str:
    return f"archive.publishing.readers.{what}"
