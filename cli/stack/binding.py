"""Command lines of processes that end with this one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

_RUN_BOUND = Path(__file__).with_name("run_bound.py")


def bind_command(command: Sequence[str], *, death_signal: int = signal.SIGKILL, user: str = "") -> list[str]:
    """The command line that runs `command` bound to this process by `run_bound.py`, as `user` if given (needs root)."""
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(f"no such program: {command[0]}")
    return [
        *(sys.executable, "-I", "-S", str(_RUN_BOUND)),
        *(str(os.getpid()), str(int(death_signal)), user),
        *(program, *command[1:]),
    ]
