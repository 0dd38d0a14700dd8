"""The rules of the house that no page shows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from archive.people.accounts import create_account
from desk.signin.adapters import MFAAdapter, passkeys_work


def test_secrets_are_encrypted_by_the_desks_key(settings: Settings) -> None:
    stored = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert MFAAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("host", "works"),
    [("127.0.0.1:8000", False), ("localhost:8000", True), ("desk.stadt.example", True), ("[::1]:8000", False)],
)
def test_passkeys_need_a_host_with_a_name(settings: Settings, host: str, works: bool) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert passkeys_work(RequestFactory().get("/", headers={"Host": host})) is works


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "socialaccount_connections", "socialaccount_signup", "mfa_trust"],
)
def test_what_we_do_not_offer_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db
def test_a_closed_account_is_answered_like_a_wrong_password(stranger: Client) -> None:
    create_account("anna", "editor", "a long enough password")
    User.objects.update(is_active=False)
    answer = stranger.post("/sign-in/", {"login": "anna", "password": "a long enough password"})
    assert "Name or password is wrong" in answer.content.decode()
