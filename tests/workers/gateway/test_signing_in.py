"""Signing in to the gateway: who gets in, and how often it may fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from archive.models import IntakeTerms
from archive.people import gateway_logins
from archive.people.gateway_logins import make_login
from archive.people.terms import GRACE, write_terms
from tests.factories import EDITOR, make_photographer
from workers.gateway import record, signing_in
from workers.gateway.signing_in import PER_ADDRESS, PER_LOGIN, may_be_plain, sign_in
from workers.gateway.spool import Spool
from workers.gateway.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spool:
    """A spool; and a test's transaction lives on its connection."""
    monkeypatch.setattr(record, "close_connections", lambda: None)
    return Spool(tmp_path / "spool")


def attempt(spool: Spool, password: str, name: str = "anna", address: str = "10.0.0.1") -> Visit | None:
    return sign_in(name, password, address, spool, "ftp")


def test_wrong_passwords_are_limited_by_address_and_login(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "PER_LOGIN", 2)
    monkeypatch.setattr(signing_in, "PER_ADDRESS", 3)
    password = make_login(make_photographer(slug="anna"), EDITOR)
    bobs = make_login(make_photographer(slug="bob"), EDITOR)
    for _ in range(4):
        assert attempt(spool, password)
    for _ in range(2):
        assert attempt(spool, "wrong") is None
    assert attempt(spool, password) is None, "too often, from there"
    assert attempt(spool, password, address="10.0.0.2"), "nobody is kept out from elsewhere"
    assert attempt(spool, bobs, "bob") is None, "the address had its share"
    assert PER_LOGIN < PER_ADDRESS


def test_a_camera_whose_photographer_let_two_weeks_pass_is_told_to_accept_the_terms(spool: Spool) -> None:
    password = make_login(make_photographer(slug="anna"), EDITOR)
    write_terms({"de": "Nur eigene.", "en": "Own ones."}, EDITOR)
    assert attempt(spool, password)
    IntakeTerms.objects.update(created_at=timezone.now() - GRACE)
    assert attempt(spool, "wrong") is None
    with pytest.raises(PermissionError, match="accept the terms first"):
        attempt(spool, password)


def test_nobody_may_be_plain_while_the_record_is_away(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_arguments: object) -> None:
        raise OperationalError

    monkeypatch.setattr(gateway_logins, "may_be_plain", away)
    monkeypatch.setattr(gateway_logins, "check_login", away)
    assert not may_be_plain("anna")
    assert attempt(spool, "x") is None
