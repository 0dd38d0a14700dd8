"""The command line in this process, on the session's database and store."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from cli.app import app
from cli.support.errors import CommandError


def run(*words: str) -> str:
    """What a command that succeeds prints on stdout."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def run_json(*words: str) -> Any:
    """The JSON that a command prints."""
    return json.loads(run(*words, "--json"))


def fail(*words: str) -> str:
    """The complaint of a command that must fail; whatever it printed before is in front of it."""
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, CommandError), done.output
    return f"{done.output}{done.exception}"


def misuse(*words: str) -> str:
    """The complaint about a command that was written wrong (status 2)."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 2, done.output
    return done.stderr
