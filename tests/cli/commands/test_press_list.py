"""The press list, managed from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from archive.models import Reader
from tests.cli.command_runner import fail, run, run_json
from tests.factories import make_release
from tests.live_versions import live_release

pytestmark = pytest.mark.django_db


def test_a_list_comes_in_is_mailed_and_goes_out(settings: Settings, tmp_path: Path) -> None:
    settings.LIST_WORKS = True
    (tmp_path / "list.csv").write_text("anna@example.org,de\nben@example.org,en\n", "utf-8")
    assert "2 added." in run("press-list", "import", str(tmp_path / "list.csv"), "--consented")
    assert "on its way" in run("press-list", "add", "carl@example.org")
    assert run_json("press-list", "count") == {"readers": 2, "unconfirmed": 1}
    assert run("press-list", "export").splitlines() == ["address,language", "anna@example.org,de", "ben@example.org,en"]
    assert "Version 1 goes to 0 readers." in run("press-list", "send", live_release(photos=1).slug)
    run("press-list", "remove", "Anna@example.org")
    assert not Reader.objects.filter(folded="anna@example.org").exists()


def test_what_cannot_be_is_said(settings: Settings) -> None:
    settings.LIST_WORKS = False
    assert "There is no mail server" in fail("press-list", "add", "anna@example.org")
    settings.LIST_WORKS = True
    assert "This is no email address." in fail("press-list", "add", "anna")
    assert "There is no language fr" in fail("press-list", "add", "anna@example.org", "--language", "fr")
    assert "not on the list" in fail("press-list", "remove", "anna@example.org")
    assert "is not live" in fail("press-list", "send", make_release().slug)
