"""What a command does before it works: only what it needs, or listing releases takes as long as a whole application."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from typing import NamedTuple

import pytest
from django.db import connection

from config.environment import ROOT

HEAVY = {
    *("boto3", "botocore", "celery", "kombu", "redis", "structlog", "exifread", "pi_heif", "yaml"),
    *("django.contrib.admin", "workers.tasks", "workers.nudges", "markdown_it", "pygments"),
    *("allauth.account", "desk.apps", "desk.urls", "desk.signin.adapters"),
    *("pipelines.imaging.darkroom", "pipelines.metadata.embedded", "xlsxwriter"),
}
PICTURES = {"PIL.Image", "pipelines.watermark.typeface"}


class Start(NamedTuple):
    """A command that ended: what it had imported, how often Python looked for garbage, and the packages looked up."""

    modules: set[str]
    collections: int
    lookups: list[str]

    @property
    def commands(self) -> set[str]:
        return {name for name in self.modules if name.startswith("cli.commands.")}


def start(*words: str) -> Start:
    """Run `./bildstelle` with these words."""
    program = textwrap.dedent("""
        import gc, json, sys
        collections, opened = [], []
        gc.callbacks.append(lambda phase, _info: phase == "start" and collections.append(phase))
        sys.addaudithook(lambda event, given: event == "open" and opened.append(str(given[0])))
        try:
            from cli.__main__ import main
            main()
        except (Exception, SystemExit):  # a command that fails has imported what it needs
            pass
        lookups = [path for path in opened if path.endswith("entry_points.txt")]
        print("START", json.dumps([list(sys.modules), len(collections), lookups]))
    """)
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=os.environ | {"BILDSTELLE_DATABASE_URL": _session_database()},
        capture_output=True,
        text=True,
        check=False,
    )
    modules, collections, lookups = json.loads(done.stdout.rpartition("START ")[2])
    return Start(set(modules), collections, lookups)


def _session_database() -> str:
    """The address of the tests' own database, which has our tables."""
    before, _slash, _name = os.environ["BILDSTELLE_DATABASE_URL"].rpartition("/")
    return f"{before}/{connection.settings_dict['NAME']}"


@pytest.mark.parametrize("words", [["--help"], ["release", "list", "--help"]])
def test_help_needs_neither_django_nor_rich(words: list[str]) -> None:
    more = {"django", "psycopg", "rich", "pydantic_settings", "cli.stack.stack"}
    assert start(*words).modules & {*HEAVY, *PICTURES, *more} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["release", "list"], {"desk", *PICTURES}),
        (["release", "show", "none"], {"desk"}),
        (["status"], {"desk"}),
        (["account", "list", "--json"], PICTURES),
    ],
)
def test_reading_needs_neither_pages_nor_workers(words: list[str], more: set[str]) -> None:
    started = start(*words)
    assert "archive.models" in started.modules
    assert started.modules & {*HEAVY, *more} == set()
    assert started.commands == {f"cli.commands.{words[0]}"}  # no other command was imported
    assert started.collections <= 1  # before the program began
    assert started.lookups == []  # of plugins


@pytest.mark.django_db
def test_what_changes_something_sends_nudges() -> None:
    """Without the workers' listener a change would wait for the tick."""
    assert "workers.nudges" in start("approve", "none", "--all").modules
