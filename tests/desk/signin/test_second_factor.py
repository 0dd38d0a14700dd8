"""Second factors: real codes, recovery codes, and a role that demands one."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from archive.people.accounts import create_account
from desk.signin.limits import PER_ACCOUNT

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


@pytest.fixture
def anna() -> User:
    create_account("anna", "approver", PASSWORD)
    return User.objects.get(username="anna")


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def browser() -> Client:
    return Client(headers={"Accept-Language": "en"})


def give_password(client: Client, name: str = "anna") -> str:
    """Sign in by password; where it leads."""
    answer = client.post("/sign-in/", {"login": name, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def set_up(client: Client) -> str:
    """Set up an app by the pages; its secret."""
    answer = client.get(reverse("mfa_activate_totp"), follow=True)
    answer = client.post(answer.request["PATH_INFO"] + "?next=" + reverse("mfa_activate_totp"), {"password": PASSWORD})
    page = client.get(answer["Location"]).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found, page
    assert "<svg" in page
    assert client.post(reverse("mfa_activate_totp"), {"code": code(found[1])})["Location"].endswith("/recovery-codes/")
    return found[1]


def test_an_app_is_set_up_and_asked_for(anna: User) -> None:
    client = browser()
    assert give_password(client) == "/"
    secret = set_up(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"\b\d{8}\b", page)
    assert len(codes) == 10, page
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not [one for one in codes if one in again], "shown once"
    stored = Authenticator.objects.get(user=anna, type="totp")
    assert secret not in str(stored.data), "encrypted"

    other = browser()
    assert give_password(other) == "/sign-in/second-factor/"
    assert other.get("/")["Location"].startswith("/sign-in/"), "the password alone opens nothing"
    assert "passkey" not in other.get("/sign-in/second-factor/").content.decode(), "the account has none"
    assert "This code is wrong" in other.post("/sign-in/second-factor/", {"code": "000000"}).content.decode()
    now = code(secret)
    assert other.post("/sign-in/second-factor/", {"code": now})["Location"] == "/"
    assert other.get("/").status_code == 200

    thief = browser()
    give_password(thief)
    assert thief.post("/sign-in/second-factor/", {"code": now}).status_code == 200, "a code works once"
    assert thief.post("/sign-in/second-factor/", {"code": codes[0]})["Location"] == "/", "a recovery code"
    last = browser()
    give_password(last)
    assert last.post("/sign-in/second-factor/", {"code": codes[0]}).status_code == 200, "a recovery code works once"


def test_codes_are_not_guessed(anna: User) -> None:
    known = browser()
    give_password(known)
    TOTP.activate(anna, "JBSWY3DPEHPK3PXP")
    for n in range(PER_ACCOUNT + 1):
        thief = browser()
        give_password(thief)
        answer = thief.post("/sign-in/second-factor/", {"code": f"00000{n % 10}"})
    assert answer.status_code == 429
    known.post("/sign-out/")
    give_password(known)
    answer = known.post("/sign-in/second-factor/", {"code": code("JBSWY3DPEHPK3PXP")})
    assert answer["Location"] == "/", "her own browser is not kept out"


def test_a_role_that_needs_one_gets_no_further(anna: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = ["approver", "admin"]
    create_account("editor", "editor", PASSWORD)
    create_account("root", "admin", PASSWORD)
    client = browser()
    give_password(client)
    assert client.get("/")["Location"] == "/account/"
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 403
    assert "Your role needs a second factor" in client.get("/account/").content.decode()
    set_up(client)
    assert client.get("/").status_code == 200
    editor = browser()
    give_password(editor, "editor")
    assert editor.get("/").status_code == 200
    root = browser()
    give_password(root, "root")
    for page in ("/admin/", "/admin/auth/user/", "/admin/password_change/", "/admin/login/"):
        assert root.get(page)["Location"].startswith("/account/"), page


def test_the_admin_is_no_other_door(anna: User) -> None:
    create_account("root", "admin", PASSWORD)
    root = User.objects.get(username="root")
    TOTP.activate(root, "JBSWY3DPEHPK3PXP")
    client = browser()
    assert client.get("/admin/login/")["Location"].startswith("/sign-in/")
    answer = client.post("/admin/login/", {"username": "root", "password": PASSWORD, "next": "/admin/"})
    assert answer["Location"].startswith("/sign-in/")
    assert client.get("/admin/").status_code == 302
    give_password(client, "root")
    assert client.get("/admin/").status_code == 302
    client.post("/sign-in/second-factor/", {"code": code("JBSWY3DPEHPK3PXP")})
    assert client.get("/admin/").status_code == 200


def test_what_protects_the_account_asks_for_the_password_first(anna: User) -> None:
    TOTP.activate(anna, "JBSWY3DPEHPK3PXP")
    client = browser()
    client.force_login(anna)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert client.get(reverse(name))["Location"].startswith("/account/confirm/"), name
        assert client.post(reverse(name))["Location"].startswith("/account/confirm/"), name
    assert Authenticator.objects.filter(user=anna, type="totp").exists()
