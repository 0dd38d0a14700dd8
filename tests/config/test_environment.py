"""The operator's settings: what makes no sense is refused at the start, by name."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.urls import reverse
from pydantic import ValidationError

from config.environment import ROOT, Environment, complaints


def read(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Environment:
    """The session's own settings with these instead."""
    for name, value in settings.items():
        monkeypatch.setenv(f"BILDSTELLE_{name.upper()}", value)
    return Environment()


def test_lists_are_written_with_commas_and_empty_values_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, languages=" de, en ,").languages == ["de", "en"]
    assert read(monkeypatch, tick_every="").tick_every == 5


def test_readers_sign_up_on_the_desk_once_it_can_mail_and_its_address_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BILDSTELLE_PUBLIC_URL", raising=False)
    mail = {"smtp_url": "smtp://mail.example:25", "mail_console": "false"}
    assert read(monkeypatch, **mail).sign_up_page == ""
    page = read(monkeypatch, public_url="https://desk.example", **mail).sign_up_page
    assert page == f"https://desk.example{reverse('desk:press_mail')}"
    assert read(monkeypatch, smtp_url="").sign_up_page == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "changeme-changeme-changeme-changeme-changeme"),
        ("events_token", "change-me-change-me"),
        ("events_token", "short"),
        ("time_zone", "Europe/Atlantis"),
        ("languages", "german"),
        ("languages", "de,de"),
        ("languages", ","),
        ("credit_template", "©{nobody}"),
        ("terms", "{de: Frei}"),
        ("further_links", '[{"de": "Stellen"'),
        ("download_path", "/absolute/{name}"),
        ("download_path", "pressebilder"),
        ("data_mining", "MAYBE"),
        ("database_url", "mysql://somewhere/desk"),
        ("database_url", "postgresql://somewhere/desk?sslmod=require"),
        ("broker_url", "amqp://somewhere"),
        ("tick_every", "0"),
        ("keep_uploads_days", "0"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, **{name: value})
    [complaint] = complaints(refused.value)
    assert complaint.startswith(f"BILDSTELLE_{name.upper()}: ")
    assert "Value error" not in complaint


@pytest.mark.parametrize(("value", "taken"), [("true", "True"), ("false", "False")])
def test_whether_heic_is_taken_travels_with_the_limits(value: str, taken: str) -> None:
    code = "from config.settings import RECIPES; print(RECIPES.limits.heic)"
    environment = {**os.environ, "BILDSTELLE_HEIC": value}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert ran.stdout.decode().strip() == taken


def test_the_name_that_a_setting_had_before_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError) as refused:
        read(monkeypatch, behind_proxy="true")
    assert [line.split()[0] for line in complaints(refused.value)] == ["BILDSTELLE_BEHIND_PROXY"]
