"""The record's dump: PostgreSQL's own programs, found where they fit the server. Use inside a `session`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cli.stack.postgres import PROGRAMS
from cli.support.errors import CommandError

# Restored sessions would sign people in again who had signed out.
_NOT_KEPT = ("django_session",)


def server_version() -> int:
    """The server's major version."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10000


def find_program(name: str, at_least: int) -> tuple[str, int]:
    """The path and major version of `pg_dump` or `pg_restore`; CommandError when none is new enough."""
    candidates = [str(PROGRAMS / name), shutil.which(name)]
    # Without the package, PROGRAMS is a path in whatever folder the operator is in.
    absolute = [path for path in candidates if path and Path(path).is_absolute() and Path(path).exists()]
    versions = {path: _version_of(path) for path in absolute}
    for path, version in versions.items():
        if version >= at_least:
            return path, version
    found = f"here is only version {max(versions.values())}" if versions else "there is none here"
    raise CommandError(
        f"PostgreSQL {at_least} needs a {name} of version {at_least} or newer, and {found}. Install the package"
        f" postgresql-client-{at_least}, or put such a {name} on the PATH."
    )


@cache
def _version_of(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)(?:\.\d+|devel|beta\d+|rc\d+)", done.stdout)
    return int(found[1]) if found else 0


def dump(into: Path) -> int:
    """Write one snapshot of the record to a file; return pg_dump's major version. Raises CommandError."""
    program, version = find_program("pg_dump", server_version())
    options = ["--format=custom", "--no-owner", "--no-privileges"]
    with into.open("wb") as file:
        _run([program, *options, *(f"--exclude-table-data=public.{table}" for table in _NOT_KEPT)], stdout=file)
    return version


def load(dump_file: Path, dump_version: int) -> None:
    """Put a dump in the place of everything in the database, in one transaction. Raises CommandError."""
    from django.db import connection, transaction

    program, _version = find_program("pg_restore", max(server_version(), dump_version))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("drop schema if exists public cascade")
        cursor.execute("create schema public")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run([program, *options, f"--dbname={_environment()['PGDATABASE']}", str(dump_file)])


def _run(command: Sequence[str], stdout: object = subprocess.DEVNULL) -> None:
    done = subprocess.run(command, env=_environment(), stdout=stdout, stderr=subprocess.PIPE, check=False)  # type: ignore[call-overload]  # an open file or a constant
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise CommandError(f"{Path(command[0]).name} did not do it:\n{reason}")


def _environment() -> dict[str, str]:
    """Django's connection as libpq's variables; on a command line, everybody on the machine could read the password."""
    from django.db import connection
    from psycopg.pq import Conninfo

    given = connection.get_connection_params()
    # The timeouts for our own queries are no good for a dump.
    given.pop("options", None)
    known = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults() if option.envvar}
    variables = {known[name].decode(): str(value) for name, value in given.items() if name in known and value}
    return os.environ | variables
