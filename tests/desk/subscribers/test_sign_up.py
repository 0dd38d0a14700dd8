"""The press list's public pages."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from archive.models import Delivery, Reader
from archive.publishing import readers

pytestmark = pytest.mark.django_db

FORM = "/press-mail/"
ANNA = {"address": "anna@example.org", "language": "en"}


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> None:
    settings.LIST_WORKS = True


def test_signing_up_confirming_and_leaving(stranger: Client) -> None:
    assert "Press releases by mail" in stranger.get(FORM).content.decode()
    assert "We have sent you a mail" in stranger.post(FORM, ANNA).content.decode()
    reader = Reader.objects.get()
    link = urlsplit(readers.confirm_url(reader)).path
    assert "Yes, please" in stranger.get(link).content.decode()
    assert Reader.objects.get().confirmed_at is None, "programs that look into mails follow links"
    assert "Welcome" in stranger.post(link).content.decode()
    assert Reader.objects.get().confirmed_at
    leave = urlsplit(readers.unsubscribe_url(reader)).path
    stranger.get(leave)
    assert Reader.objects.exists()
    by_the_mail_program = Client(enforce_csrf_checks=True)
    said = by_the_mail_program.post(leave, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    assert said.status_code == 200
    assert not Reader.objects.exists()
    assert stranger.get(link).status_code == 410
    assert stranger.get("/press-mail/off/made-up/").status_code == 410


def test_the_answer_is_the_same_for_somebody_on_the_list(stranger: Client) -> None:
    first = stranger.post(FORM, ANNA)
    readers.confirm(readers.confirm_url(Reader.objects.get()).rstrip("/").rpartition("/")[2])
    second = stranger.post(FORM, ANNA)
    shown = [
        [line for line in answer.content.decode().splitlines() if "csrf" not in line] for answer in (first, second)
    ]
    assert (first.status_code, shown[0]) == (second.status_code, shown[1])


def test_it_is_throttled_by_address(stranger: Client) -> None:
    answers = [stranger.post(FORM, {"address": f"a{n}@example.org", "language": "de"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert Delivery.objects.count() == 10


def test_what_is_no_address_is_said(stranger: Client) -> None:
    answer = stranger.post(FORM, {"address": "anna", "language": "de"})
    assert answer.status_code == 422
    assert "This is no email address." in answer.content.decode()


def test_a_house_without_mail_has_no_such_page(stranger: Client, settings: Settings) -> None:
    settings.LIST_WORKS = False
    assert stranger.get(FORM).status_code == 404
