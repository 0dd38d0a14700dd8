"""`env`: what other programs need to find the stack, for a shell and for machines."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

from cli.stack.stack_config import StackConfig, lock
from cli.support.connection import read_environment
from tests.cli.program import PROGRAM, run


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
