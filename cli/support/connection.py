"""Finding the stack that a command talks to."""

from __future__ import annotations

import os
from pathlib import Path

from cli.support.errors import CommandError

WHOLE, READING = "config.settings", "config.reading"
"""Django's settings modules: for commands that may change something, and for those that only read the record."""


def read_environment(data: Path | None = None) -> dict[str, str]:
    """The `BILDSTELLE_*` variables of the stack that runs on `data`; raises CommandError when none does."""
    from cli.stack.stack_config import DEFAULT_DATA, StackConfig, is_locked

    folder = (data or DEFAULT_DATA).absolute()
    config = StackConfig.read(folder)
    if config is None or not is_locked(folder):
        hint = f" --data {data}" if data else ""
        raise CommandError(
            f"No Bildstelle is running on {folder}. Start one in another terminal: ./bildstelle up{hint}"
        )
    return config.environment()


def connect(data: Path | None = None, *, reads: bool = False) -> None:
    """Set Django up to talk to the running stack; with `reads`, to its record alone, in half the time.

    The stack is the one on `data` if given, else the one that existing settings name (as in a production container),
    else the one on the default folder. Raises CommandError when none runs on the folder.
    """
    if data is not None or not is_configured():
        os.environ.update(read_environment(data))
    import django
    from django.conf import settings

    if not settings.configured:  # a process that runs several commands has set Django up before
        os.environ["DJANGO_SETTINGS_MODULE"] = READING if reads else WHOLE
    elif settings.SETTINGS_MODULE == READING and not reads:
        raise RuntimeError("this process can only read: it would send no nudges")
    django.setup()


def full_disk_of(data: Path | None = None) -> str:
    """What a person should know about the disk of the stack on this machine; empty when all is well or it is elsewhere.

    It asks nothing of the stack: on a full disk the database may not answer.
    """
    from cli.stack.disk import full_disk
    from cli.stack.stack_config import DEFAULT_DATA

    folder = (data or DEFAULT_DATA).absolute()
    return full_disk(folder) if (data or not is_configured()) and folder.exists() else ""


def is_configured() -> bool:
    """Whether settings of this process name a stack, as in a container."""
    if "BILDSTELLE_DATABASE_URL" in os.environ:
        return True
    from config.environment import SECRETS

    return (SECRETS / "bildstelle_database_url").exists()
