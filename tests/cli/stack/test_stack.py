"""The backing services as a stack: settings that were chosen by killing things, state, and who may run where."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest
import redis

from cli.stack.stack import BACKING, Stack, StackError
from tests.cli.stack.processes import ROOT, alive, descendants, wait_for


def test_secrets_are_nobody_elses(backing: Stack) -> None:
    readable = {
        path.relative_to(backing.data)
        for path in (
            backing.data / "stack.json",
            backing.data / "seaweed",
            backing.data / "valkey",
            backing.data / "logs",
        )
        if path.stat().st_mode & 0o077
    }
    assert readable == set()
    for name in BACKING:
        command = Path(f"/proc/{backing.services[name].pid}/cmdline").read_bytes().decode()
        assert not [secret for secret in backing.config.secrets.model_dump().values() if secret in command]


def test_a_second_stack_on_the_folder_is_refused_plainly(backing: Stack) -> None:
    with pytest.raises(StackError, match=r"running on .* already"), Stack(backing.data):
        pass
    assert backing.services["valkey"].running


def test_a_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackError, match="--data"), Stack(tmp_path / "file"):
        pass


def test_state_survives_kills_and_restarts_beside_another_stack(backing: Stack, data: Path) -> None:
    # A folder of a long name, for a socket's path is limited to 107 characters.
    stack = Stack(Path(data, *["Pressebilder der Landeshauptstadt Ö"] * 4))
    try:
        stack.start_backing()
        url, broker = (stack.environment[f"BILDSTELLE_{name}"] for name in ("DATABASE_URL", "BROKER_URL"))
        with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
            connection.execute("create table kept as select 'ö' as word")
        with redis.Redis.from_url(broker) as client:
            client.set("kept", "ö")
        for name in BACKING:
            assert wait_for(stack.services[name].is_ready)
            stack.services[name].kill()
        stack.stop()
        stack.start_backing()
        assert stack.environment["BILDSTELLE_DATABASE_URL"] == url
        with psycopg.connect(url, dbname="postgres") as connection:
            assert connection.execute("select word from kept").fetchone() == ("ö",)
        with redis.Redis.from_url(broker, decode_responses=True) as client:
            assert client.get("kept") == "ö"
        assert backing.services["seaweed"].running
    finally:
        stack.stop()


def test_nothing_is_left_after_the_parent_is_killed(data: Path) -> None:
    parent = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from cli.stack.stack import Stack
        Stack(Path({str(data)!r})).start_backing()
        print("up", flush=True)
        time.sleep(300)
    """)
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.stdout.close()
    left = descendants(process.pid)
    assert len(left) > len(BACKING)  # PostgreSQL's own children too
    process.kill()
    process.wait()
    assert wait_for(lambda: not any(map(alive, left)))
