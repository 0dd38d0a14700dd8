"""What a command imports: only what it needs, or listing releases takes as long as starting the whole application."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
from django.db import connection

from config.environment import ROOT

HEAVY = {
    *("boto3", "botocore", "celery", "kombu", "redis", "structlog", "exifread", "pi_heif", "yaml"),
    *("django.contrib.admin", "desk", "workers.tasks", "workers.nudges", "markdown_it", "pygments"),
}


def imported(*words: str) -> set[str]:
    """The modules that `./bildstelle` has imported when it ends."""
    program = textwrap.dedent("""
        import sys
        from cli.app import app
        try:
            app(sys.argv[1:], standalone_mode=False)
        except Exception:  # a command that fails has imported what it needs
            pass
        finally:
            print("MODULES", *sys.modules)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=os.environ | {"BILDSTELLE_DATABASE_URL": _session_database()},
        capture_output=True,
        text=True,
        check=False,
    )
    return set(done.stdout.rpartition("MODULES ")[2].split())


def _session_database() -> str:
    """The address of the tests' own database, which has our tables."""
    before, _slash, _name = os.environ["BILDSTELLE_DATABASE_URL"].rpartition("/")
    return f"{before}/{connection.settings_dict['NAME']}"


@pytest.mark.parametrize("words", [["--help"], ["release", "--help"], ["photographer", "list", "--help"]])
def test_help_needs_neither_django_nor_rich(words: list[str]) -> None:
    assert imported(*words) & {*HEAVY, "django", "psycopg", "rich", "pydantic_settings", "cli.stack.stack"} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("words", [["release", "list"], ["status"], ["photographer", "list", "--json"]])
def test_reading_needs_neither_desk_nor_workers(words: list[str]) -> None:
    assert imported(*words) & HEAVY == set()


@pytest.mark.django_db
def test_what_changes_something_sends_nudges() -> None:
    """Without the workers' listener a change would wait for the tick."""
    assert "workers.nudges" in imported("approve", "none", "--all")
