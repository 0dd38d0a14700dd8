"""Finding the stack that a command talks to."""

from __future__ import annotations

import os
from pathlib import Path

from cli.stack.stack_config import DEFAULT_DATA, StackConfig, is_locked
from cli.support.errors import CommandError


def read_environment(data: Path | None = None) -> dict[str, str]:
    """The `BILDSTELLE_*` variables of the stack that runs on `data`; raises CommandError when none does."""
    folder = (data or DEFAULT_DATA).absolute()
    config = StackConfig.read(folder)
    if config is None or not is_locked(folder):
        hint = f" --data {data}" if data else ""
        raise CommandError(
            f"No Bildstelle is running on {folder}. Start one in another terminal: ./bildstelle up{hint}"
        )
    return config.environment()


def connect(data: Path | None = None) -> None:
    """Set Django up to talk to the running stack.

    The stack is the one on `data` if given, else the one that existing settings name (as in a production container),
    else the one on the default folder. Raises CommandError when none runs on the folder.
    """
    if data is not None or not _is_configured():
        os.environ.update(read_environment(data))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def _is_configured() -> bool:
    from config.environment import SECRETS

    return "BILDSTELLE_DATABASE_URL" in os.environ or (SECRETS / "bildstelle_database_url").exists()
