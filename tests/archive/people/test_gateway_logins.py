"""Logins for cameras: shown once, hashed, ended at once."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from archive.models import Decision, GatewayLogin
from archive.people.gateway_logins import allow_plain_ftp, check_login, end_login, make_login, may_be_plain
from archive.people.photographers import revoke_access
from tests.factories import EDITOR, make_photographer

pytestmark = pytest.mark.django_db


def test_a_login_from_its_first_to_its_last_day() -> None:
    anna = make_photographer("Anna Łuk", slug="anna")
    password = make_login(anna, EDITOR)
    stored = GatewayLogin.objects.get()
    assert password not in stored.password
    assert len(password) == 16
    found = check_login("anna", password)
    assert found == stored
    assert GatewayLogin.objects.get().last_used_at
    for name, wrong in (("anna", password + "x"), ("anna", ""), ("bob", password), ("", "")):
        assert check_login(name, wrong) is None
    fresh = make_login(anna, EDITOR)
    assert check_login("anna", password) is None
    assert check_login("anna", fresh)
    assert end_login(anna, EDITOR)
    assert not end_login(anna, EDITOR)
    assert check_login("anna", fresh) is None
    told = [(one.action, one.after) for one in Decision.objects.all()]
    assert told == [
        (action, {"credited": "Anna Łuk"})
        for action in ("gateway_login_ended", "gateway_login_made", "gateway_login_made")
    ]


def test_only_an_exception_may_be_plain() -> None:
    anna = make_photographer(slug="anna")
    make_login(anna, EDITOR)
    login = GatewayLogin.objects.get()
    assert not may_be_plain("anna")
    for _ in range(2):
        allow_plain_ftp(login, EDITOR, allowed=True)
    assert may_be_plain("anna")
    make_login(anna, EDITOR)
    assert may_be_plain("anna"), "a new password leaves the camera as old as it is"
    allow_plain_ftp(login, EDITOR, allowed=False)
    assert not may_be_plain("anna")
    assert not may_be_plain("nobody")
    assert Decision.objects.filter(action="plain_ftp_allowed").count() == 1


def test_whoever_loses_access_loses_the_camera_too(settings: Settings) -> None:
    settings.S3_IAM = False
    anna = make_photographer()
    make_login(anna, EDITOR)
    revoke_access(anna)
    assert not GatewayLogin.objects.exists()
