"""Logins for cameras, managed from the command line."""

from __future__ import annotations

import pytest

from archive.people.gateway_logins import check_login
from tests.cli.command_runner import fail, run, run_json
from tests.factories import make_photographer, make_release

pytestmark = pytest.mark.django_db


def test_a_login_from_its_first_to_its_last_day() -> None:
    make_photographer("Anna Łuk", slug="anna")
    make_release(slug="fest")
    assert "No login yet" in run("gateway", "list")
    assert "has no login" in fail("gateway", "today", "anna", "fest")
    given = run_json("gateway", "login", "anna")
    assert check_login(given["login"], given["password"])
    told = run("gateway", "login", "anna")
    assert "shown only now" in told
    assert check_login("anna", given["password"]) is None
    assert "go to fest" in run("gateway", "today", "anna", "fest")
    assert "may use FTP without TLS" in run("gateway", "plain", "anna")
    [row] = run_json("gateway", "list")
    assert (row["login"], row["today"], row["plain_ftp"], row["last_used"] != "") == ("anna", "fest", True, False)
    assert "cannot use" in run("gateway", "plain", "anna", "--forbid")
    assert "unsorted" in run("gateway", "today", "anna")
    assert "any more" in run("gateway", "end", "anna")
    assert "had no login" in run("gateway", "end", "anna")
    assert "There is no photographer bob" in fail("gateway", "login", "bob")
