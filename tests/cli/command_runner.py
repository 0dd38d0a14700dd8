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
    """The error of a command that must fail, after whatever it printed before."""
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, CommandError), done.output
    return f"{done.output}{done.exception}"


def misuse(*words: str) -> str:
    """The usage error (status 2) of a command line that is wrong."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 2, done.output
    return done.stderr
