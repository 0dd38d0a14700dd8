"""The press list: who comes on it, how they leave, and what a file may hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from archive.audit import OPERATOR
from archive.models import Decision, Delivery, Reader
from archive.publishing import readers
from archive.publishing.questions import question_for
from archive.publishing.readers import NotListed

pytestmark = pytest.mark.django_db

ANNA = "anna@example.org"


def token_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def test_nobody_is_on_the_list_before_they_confirm() -> None:
    readers.ask_to_join(ANNA, "en")
    reader = Reader.objects.get()
    assert (reader.confirmed_at, reader.language) == (None, "en")
    assert readers.confirm(token_of(readers.unsubscribe_url(reader))) is None, "a link is good for one thing"
    assert readers.confirm(token_of(readers.confirm_url(reader))) == reader
    reader.refresh_from_db()
    assert reader.confirmed_at


def test_links_end_and_cannot_be_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    readers.ask_to_join(ANNA, "de")
    reader = Reader.objects.get()
    token = token_of(readers.confirm_url(reader))
    assert readers.is_open(token, readers.CONFIRM)
    assert readers.confirm(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert readers.confirm(signing.dumps(reader.pk)) is None
    eight_days = timezone.now().timestamp() + timedelta(days=8).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: eight_days)
    assert readers.confirm(token) is None
    assert readers.unsubscribe(token_of(readers.unsubscribe_url(reader)))
    assert readers.unsubscribe("nonsense") is False


def test_no_address_is_flooded() -> None:
    for _n in range(6):
        readers.ask_to_join(ANNA, "de")
    assert Delivery.objects.count() == 3


def test_somebody_on_the_list_who_asks_again_is_told_how_to_leave() -> None:
    readers.ask_to_join(ANNA, "en")
    reader = Reader.objects.get()
    assert "/press-mail/confirm/" in question_for(reader)[1]
    readers.confirm(token_of(readers.confirm_url(reader)))
    assert "/press-mail/off/" in question_for(Reader.objects.get())[1]


def test_who_never_confirms_is_forgotten_after_a_week() -> None:
    readers.ask_to_join(ANNA, "de")
    assert readers.clear_unconfirmed() == 0
    Reader.objects.update(asked_at=timezone.now() - timedelta(days=8))
    readers.clear_unconfirmed()
    assert not Reader.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("address", ["", "anna", "a@b", "anna@example.org\nBcc: x@example.org", "ä@example.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NotListed):
        readers.ask_to_join(address, "de")


def test_a_file_goes_in_and_comes_out() -> None:
    data = "\ufeffE-Mail,Sprache\r\nanna@example.org,en\r\n\r\nBEN@example.org,xx\r\nAnna@Example.org,de\r\n".encode()
    assert readers.import_readers(data, OPERATOR, consented=True) == 2
    assert readers.import_readers(data, OPERATOR, consented=True) == 0
    rows = readers.export_readers(OPERATOR).splitlines()
    assert rows == ["address,language", "Anna@Example.org,de", "BEN@example.org,de"]
    assert readers.import_readers(b"carl@example.org", OPERATOR, consented=False) == 1
    assert Delivery.objects.get().reader == Reader.objects.get(confirmed_at=None)
    assert "example" not in str(list(Decision.objects.values_list("before", "after")))


@pytest.mark.parametrize("data", [b"\xff\xfe", b"anna@example.org\nnobody\n"])
def test_a_file_with_a_fault_changes_nothing(data: bytes) -> None:
    with pytest.raises(NotListed):
        readers.import_readers(data, OPERATOR, consented=True)
    assert not Reader.objects.exists()
