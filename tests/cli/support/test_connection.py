"""Which stack a command talks to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.support.connection import connect, read_environment
from cli.support.errors import CommandError


def test_the_stack_connects_commands(servers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = read_environment(servers)
    for name in environment:  # what connect sets is undone afterwards
        monkeypatch.setenv(name, "elsewhere")
    connect(servers)
    assert environment.items() <= os.environ.items()
    assert environment["BILDSTELLE_BROKER_URL"].startswith("redis://")
    with pytest.raises(CommandError, match=r"\./bildstelle up --data"):
        connect(tmp_path / "none")


def test_variables_that_are_set_lead_over_the_default_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILDSTELLE_DATABASE_URL", "postgresql://production/desk")
    connect(None)
    assert os.environ["BILDSTELLE_DATABASE_URL"] == "postgresql://production/desk"
