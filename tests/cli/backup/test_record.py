"""The record's dump: programs that fit, and no password where others can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from cli.backup import record
from cli.support.errors import CommandError


def program(folder: Path, name: str, version: str) -> None:
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
    path.chmod(0o755)


def test_the_path_is_asked_where_the_embedded_programs_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PROGRAMS", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    program(tmp_path, "pg_dump", "18.1 (Debian 18.1-1.pgdg12+2)")
    assert record.find_program("pg_dump", 18) == (str(tmp_path / "pg_dump"), 18)
    with pytest.raises(
        CommandError, match=r"of version 19 or newer, and here is only version 18.*postgresql-client-19"
    ):
        record.find_program("pg_dump", 19)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="there is none here"):
        record.find_program("pg_restore", 18)


@pytest.mark.django_db
def test_a_dump_can_be_read_and_holds_no_sessions(tmp_path: Path) -> None:
    version = record.dump(tmp_path / "record.dump")
    assert version >= record.server_version() >= 14
    assert (tmp_path / "record.dump").read_bytes().startswith(b"PGDMP")


@pytest.mark.django_db
def test_the_connection_goes_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    environment = record._environment()
    assert environment["PGPASSWORD"] == connection.settings_dict["PASSWORD"]
    assert environment["PGDATABASE"] == connection.settings_dict["NAME"]
    assert "PGOPTIONS" not in environment


@pytest.mark.django_db
def test_a_failure_is_told_in_the_programs_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "no_such_database")
    with pytest.raises(CommandError, match="no_such_database"):
        record.dump(tmp_path / "record.dump")
