"""Passwords: forgotten, changed, common; and no hint at who has an account."""

from __future__ import annotations

import re
import threading

import pytest
from django.conf import settings as configured
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from archive.people.accounts import create_account
from desk.signin import forms
from desk.signin.limits import PER_ACCOUNT, PER_ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long enough password"
NEW = "vier Wörter ohne Zusammenhang"


@pytest.fixture
def anna() -> User:
    create_account("anna", "editor", PASSWORD, email="anna@stadt.example")
    return User.objects.get(username="anna")


@pytest.fixture
def mails(settings: Settings) -> None:
    settings.MAIL_WORKS = True


def _wait_for_mails() -> None:
    forms._mailer.submit(lambda: None).result(20)


@pytest.mark.usefixtures("mails")
def test_a_forgotten_password_is_replaced_by_mail(anna: User, stranger: Client) -> None:
    assert stranger.post("/password/", {"email": "Anna@Stadt.example"})["Location"] == "/password/asked/"
    _wait_for_mails()
    [sent] = mail.outbox
    assert sent.to == ["Anna@Stadt.example".lower()]
    assert "Somebody, probably you" in sent.body, "in the reader's language"
    link = re.search(rf"{configured.PUBLIC_URL}(/password/new/\S+)", str(sent.body))
    assert link, sent.body
    page = stranger.get(link[1])
    answer = stranger.post(page["Location"], {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/password/done/"
    anna.refresh_from_db()
    assert anna.check_password(NEW)
    assert "used up" in stranger.get(link[1], follow=True).content.decode(), "a link works once"
    assert stranger.get("/").status_code == 302, "and signs nobody in past the second factor"


@pytest.mark.usefixtures("mails")
def test_the_link_is_not_made_of_the_host_header(anna: User) -> None:
    Client().post("/password/", {"email": "anna@stadt.example"}, headers={"Host": "localhost"})
    _wait_for_mails()
    assert f"{configured.PUBLIC_URL}/password/new/" in mail.outbox[0].body


@pytest.mark.usefixtures("mails")
def test_an_unknown_address_gets_the_same_answer_and_no_mail(anna: User, stranger: Client) -> None:
    known = stranger.post("/password/", {"email": "anna@stadt.example"}, follow=True)
    unknown = stranger.post("/password/", {"email": "nobody@stadt.example"}, follow=True)
    token = re.compile(rb'(token" (?:value|content)=")\w+')
    assert token.sub(b"", known.content) == token.sub(b"", unknown.content)
    _wait_for_mails()
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("mails")
def test_the_answer_does_not_wait_for_the_mail(anna: User, stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, sent = threading.Event(), []
    monkeypatch.setattr(forms, "send_reset_mails", lambda *_args: sent.append(answered.wait(10)))
    stranger.post("/password/", {"email": "anna@stadt.example"})
    answered.set()
    _wait_for_mails()
    assert sent == [True]


@pytest.mark.usefixtures("mails")
def test_mails_are_limited_per_address(anna: User, stranger: Client) -> None:
    seen = [stranger.post("/password/", {"email": f"n{n}@stadt.example"}).status_code for n in range(PER_ADDRESS + 1)]
    assert seen == [302] * PER_ADDRESS + [429]


def test_without_mail_the_desk_says_whom_to_ask(stranger: Client, settings: Settings) -> None:
    assert "ask an administrator" in stranger.get("/password/").content.decode()
    settings.SIGN_IN_HELP = "Frau Berg, 4711"
    page = stranger.get("/password/").content.decode()
    assert "Frau Berg, 4711" in page
    assert 'name="email"' not in page
    assert stranger.post("/password/", {"email": "anna@stadt.example"}).status_code == 404


@pytest.mark.parametrize("poor", ["short one", "Passwort2026!", "123456789012345", "anna@stadt.example"])
def test_poor_passwords_are_refused(anna: User, poor: str) -> None:
    client = Client()
    client.force_login(anna)
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": poor, "password2": poor})
    assert answer.status_code == 200
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions(anna: User) -> None:
    here, elsewhere = Client(), Client()
    here.force_login(anna)
    elsewhere.force_login(anna)
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_the_present_password_is_not_guessed_in_a_session_that_was_left_open(anna: User) -> None:
    client = Client()
    client.force_login(anna)
    form = {"password1": NEW, "password2": NEW}
    tried = [client.post("/account/password/", form | {"oldpassword": f"guess {n}"}) for n in range(PER_ACCOUNT + 1)]
    assert [answer.status_code for answer in tried] == [200] * PER_ACCOUNT + [429]
    assert client.post("/account/password/", form | {"oldpassword": PASSWORD}).status_code == 429


def test_an_unknown_name_costs_as_much_hashing_as_a_wrong_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time of an answer does not tell who has an account."""
    settings.PASSWORD_HASHERS = ["desk.signin.hashing.QueuedPasswordHasher"]
    create_account("ben", "editor", PASSWORD)
    create_account("gone", "editor", PASSWORD)
    User.objects.filter(username="gone").update(is_active=False)
    rounds: list[int | None] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(hasher: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        rounds.append(iterations or hasher.iterations)
        return encode(hasher, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    for name, password in (("ben", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD)):
        rounds.clear()
        assert Client().post("/sign-in/", {"login": name, "password": password}).status_code == 200
        assert sum(filter(None, rounds)) == PBKDF2PasswordHasher.iterations, name
