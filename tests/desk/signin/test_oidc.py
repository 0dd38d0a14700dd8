"""Signing in by an identity provider, a real one on the loopback."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from archive.people.accounts import create_account
from tests.desk.signin.identity_provider import CLIENT, SECRET, IdentityProvider, run_identity_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Settings) -> Iterator[IdentityProvider]:
    with run_identity_provider() as running:
        running.person = {"sub": "4711", "email": "anna@stadt.example", "email_verified": True, "name": "Anna Berg"}
        settings.OIDC_ISSUER, settings.OIDC_NAME = running.issuer, "Stadtkonto"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "house",
                        "name": "Stadtkonto",
                        "client_id": CLIENT,
                        "secret": SECRET,
                        "settings": {"server_url": running.issuer},
                    }
                ],
            }
        }
        yield running


@pytest.fixture
def anna() -> User:
    create_account("anna", "approver", email="Anna@Stadt.example")
    return User.objects.get(username="anna")


def sign_in(client: Client) -> Any:
    """Press the button, visit the provider, come back."""
    started = client.post("/sign-in/by/house/", headers={"Host": "localhost"})
    assert started.status_code == 200, "the policy allows no redirect of a form to another host"
    there = urlsplit(started["Refresh"].partition("url=")[2])
    connection = http.client.HTTPConnection(there.netloc, timeout=10)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    assert back.path == "/sign-in/by/house/callback/"
    return client.get(f"{back.path}?{back.query}", headers={"Host": "localhost", "Accept-Language": "en"})


@pytest.mark.usefixtures("provider")
def test_an_account_is_matched_by_its_verified_address(anna: User, stranger: Client) -> None:
    assert "Stadtkonto" in stranger.get("/sign-in/").content.decode()
    assert sign_in(stranger)["Location"] == "/"
    assert stranger.get("/").wsgi_request.user == anna
    assert User.objects.count() == 1


def test_whoever_was_matched_once_is_known_by_subject(provider: IdentityProvider, anna: User, stranger: Client) -> None:
    sign_in(Client())
    provider.person |= {"email": "new@stadt.example"}
    assert sign_in(stranger)["Location"] == "/"
    assert stranger.get("/").wsgi_request.user == anna


@pytest.mark.parametrize("told", [{"email_verified": False}, {"email": "nobody@stadt.example"}])
def test_others_find_no_account(
    provider: IdentityProvider, anna: User, stranger: Client, told: dict[str, object]
) -> None:
    provider.person |= told
    answer = sign_in(stranger)
    assert answer.status_code == 403
    assert "no account" in answer.content.decode()
    assert stranger.get("/").status_code == 302
    assert User.objects.count() == 1


@pytest.mark.usefixtures("provider")
def test_an_address_of_two_accounts_or_a_closed_one_is_no_match(anna: User, stranger: Client) -> None:
    create_account("other", "admin", email="anna@stadt.example")
    assert sign_in(stranger).status_code == 403
    User.objects.update(is_active=False)
    assert sign_in(stranger).status_code == 403


def test_strangers_get_an_account_only_where_a_role_is_named(
    provider: IdentityProvider, stranger: Client, settings: Settings
) -> None:
    settings.OIDC_DEFAULT_ROLE = "editor"
    provider.person |= {"email_verified": False}
    assert sign_in(Client()).status_code == 403
    provider.person |= {"email_verified": True}
    assert sign_in(stranger)["Location"] == "/"
    made = User.objects.get()
    assert ([group.name for group in made.groups.all()], made.is_staff) == (["editor"], False)
    assert not made.has_usable_password()
    assert stranger.get("/account/").status_code == 200


@pytest.mark.usefixtures("anna")
def test_a_token_by_another_key_issuer_or_for_another_client_is_refused(
    provider: IdentityProvider, stranger: Client
) -> None:
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert sign_in(stranger).status_code == 502
    provider.signing_key, provider.audience = provider.key, "another client"
    assert sign_in(stranger).status_code == 502
    provider.audience, provider.told_issuer = CLIENT, "https://elsewhere.example"
    assert sign_in(stranger).status_code == 502
    assert stranger.get("/").status_code == 302
    provider.told_issuer = provider.issuer
    assert sign_in(stranger)["Location"] == "/"


@pytest.mark.usefixtures("provider")
def test_an_answer_that_nobody_asked_for_is_refused(anna: User, stranger: Client) -> None:
    answer = stranger.get("/sign-in/by/house/callback/?code=x&state=y")
    assert answer.status_code == 502
    assert stranger.get("/").status_code == 302


def test_without_the_setting_there_is_no_such_address(stranger: Client) -> None:
    assert stranger.post("/sign-in/by/house/").status_code == 404
    assert stranger.get("/sign-in/by/house/callback/").status_code == 404
