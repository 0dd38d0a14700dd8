"""The command line as an operator meets it: real processes, any directory."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from cli.stack.stack_config import StackConfig, lock
from cli.support.connection import connect, read_environment
from cli.support.errors import CommandError

PROGRAM = Path(__file__).resolve().parents[2] / "bildstelle"


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_works_from_any_directory_and_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "desk"
    link.symlink_to(PROGRAM)
    done = subprocess.run([str(link), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "up" in done.stdout


def test_without_a_stack_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("env", "--data", "here", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"Error: No Bildstelle is running on {tmp_path}/here. "
        "Start one in another terminal: ./bildstelle up --data here"
    ]


def test_without_its_environment_it_says_what_brings_it(tmp_path: Path) -> None:
    done = run("up", folder=tmp_path, BILDSTELLE_PYTHON=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "make up" in done.stderr


def test_env_speaks_shell_and_json(servers: Path) -> None:
    folder = servers.parent
    relative = servers.name  # the user's relative path
    environment = read_environment(servers)
    exported = json.loads(run("env", "--data", relative, "--json", folder=folder).stdout)
    assert exported.items() >= environment.items()
    assert exported["AWS_ENDPOINT_URL"] == environment["BILDSTELLE_S3_ENDPOINT"]
    shell = subprocess.run(
        ["sh", "-c", f'eval "$({shlex.quote(str(PROGRAM))} env --data {relative})"; env -0'],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    variables = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)
    assert variables.items() >= exported.items()


def test_env_quotes_what_a_shell_would_run(data: Path) -> None:
    publisher = "Stadt $(touch pwned) 'Ö' \"B\" `id`"
    StackConfig.settle(data, port=None, settings={"BILDSTELLE_PUBLISHER": publisher})
    running = lock(data)
    try:
        shell = subprocess.run(
            ["sh", "-c", f'eval "$({shlex.quote(str(PROGRAM))} env --data .)"; printf %s "$BILDSTELLE_PUBLISHER"'],
            cwd=data,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        os.close(running)
    assert shell.stdout == publisher
    assert not (data / "pwned").exists()


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
