"""The press list's public pages."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from pytest_django.fixtures import Settings

from archive import addresses
from archive.models import Delivery, Reader
from archive.publishing import readers
from pipelines.documents.site import Site

pytestmark = pytest.mark.django_db

FORM = "/press-mail/"
ANNA = {"address": "anna@example.org", "language": "en"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


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
    assert 'name="List-Unsubscribe" value="One-Click"' in stranger.get(leave).content.decode()
    assert stranger.head(leave).status_code == 200, "some mail programs look at links before they show them"
    assert Reader.objects.exists()
    stranger.post(leave, ONE_CLICK)
    assert not Reader.objects.exists()
    assert stranger.get(link).status_code == 410
    assert "Unsubscribed" in stranger.get(leave).content.decode(), "whoever looks again is told that it worked"
    assert stranger.get("/press-mail/off/made-up/").status_code == 410


@pytest.mark.parametrize("encoded", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
def test_a_mail_program_takes_somebody_off_with_one_post(encoded: str) -> None:
    """As RFC 8058 has it: no cookie, no token of a form, both ways to encode the body, no redirect."""
    readers.ask_to_join("anna@example.org", "en")
    leave = urlsplit(readers.unsubscribe_url(Reader.objects.get())).path
    program = Client(enforce_csrf_checks=True)
    others = (("", encoded), ("List-Unsubscribe=One-Click", "text/plain"), ("List-Unsubscribe=Later", encoded))
    assert [program.generic("POST", leave, body, media_type).status_code for body, media_type in others] == [400] * 3
    assert Reader.objects.exists(), "only the body that the mail's header names says that somebody pressed the button"
    body = ONE_CLICK if encoded == MULTIPART_CONTENT else urlencode(ONE_CLICK)
    assert program.post(leave, body, encoded).status_code == 200
    assert not Reader.objects.exists()


def test_the_pages_name_the_house_and_lead_to_its_obligatory_pages(stranger: Client, settings: Settings) -> None:
    settings.SITE = Site(links={"imprint": "https://city.example/imprint", "privacy": "https://city.example/privacy"})
    html = stranger.get(FORM).content.decode()
    assert 'href="https://city.example/privacy">Privacy</a>' in html
    assert f'href="{addresses.url_of("en.html")}"' in html
    assert "Queue" not in html


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
