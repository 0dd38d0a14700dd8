"""Accounts at the command line."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.test import Client

from tests.cli.command_runner import fail, misuse, run, run_json

pytestmark = pytest.mark.django_db


def _signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    assert client.get("/").status_code == 200
    return client


def test_accounts_are_made_listed_and_given_roles() -> None:
    made = run_json("account", "create", "anna", "editor", "--email", "anna@stadt.example")
    assert User.objects.get(username="anna").check_password(made["password"])
    run("account", "role", "ANNA", "admin")
    [row] = run_json("account", "list")
    assert (row["name"], row["role"], row["second_factor"]) == ("anna", "admin", "no")
    assert row["mail"] == "anna@stadt.example"
    assert User.objects.get(username="anna").is_superuser
    run("account", "role", "anna", "photographer")
    assert not User.objects.get(username="anna").is_superuser
    assert "Choose another name" in fail("account", "create", "Anna", "editor")
    assert "account list" in fail("account", "role", "nobody", "editor")
    misuse("account", "role", "anna", "queen")


def test_a_lost_password_and_a_lost_telephone_are_replaced() -> None:
    run("account", "create", "anna", "editor")
    user = User.objects.get(username="anna")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    browser = _signed_in("anna")
    assert "password alone" in run("account", "reset-second-factor", "anna")
    assert browser.get("/").status_code == 302
    assert "had no second factor" in run("account", "reset-second-factor", "anna")
    browser = _signed_in("anna")
    password = run_json("account", "password", "anna")["password"]
    assert browser.get("/").status_code == 302
    assert User.objects.get(username="anna").check_password(password)


def test_a_closed_account_is_signed_out_and_opens_again() -> None:
    run("account", "create", "anna", "editor")
    run("account", "create", "ben", "editor")
    annas, bens = _signed_in("anna"), _signed_in("ben")
    assert "sessions ended: 1" in run("account", "close", "anna")
    assert annas.get("/").status_code == 302
    assert bens.get("/").status_code == 200
    assert "can sign in again" in run("account", "open", "anna")
    assert annas.get("/").status_code == 302, "the session that ended stays ended"
    _signed_in("anna")
