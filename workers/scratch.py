"""The folders in which photos lie as files while they are worked on: private, and removed when their process is gone.

They may hold photos under embargo. A killed process cannot remove its own, so each is named by its holder, and every
starting process and the upkeep remove those of holders that are gone. They are below TMPDIR, in
`bildstelle-<user id>/<holder>-<random>`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from workers.holder import is_gone, is_of_this_place, this_holder
from workers.private_folder import NotPrivate, ensure_private_folder

log = structlog.get_logger(__name__)

_LONGEST_USE = 3600.0
"""Seconds after which nothing is in use: far longer than a task's hard time limit."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder of this process during the block. Raises OSError where none can be made."""
    with tempfile.TemporaryDirectory(prefix=f"{this_holder()}-", dir=ensure_private_folder(_root())) as folder:
        yield Path(folder)


def remove_abandoned() -> int:
    """Remove the folders of processes that are gone, and return how many.

    A process of another place (an earlier start of the machine, another container on the same disk) cannot be looked
    up: its folder goes when it is an hour old.
    """
    try:
        found = [entry for entry in ensure_private_folder(_root()).iterdir() if entry.is_dir()]
    except NotPrivate as error:
        log.warning("scratch_not_private", reason=str(error))
        return 0
    abandoned = [folder for folder in found if _is_abandoned(folder)]
    for folder in abandoned:
        # Its process's children may still be ending, and write; the next pass removes what is left.
        shutil.rmtree(folder, ignore_errors=True)
    if abandoned:
        log.info("scratch_removed", folders=len(abandoned))
    return len(abandoned)


def _root() -> Path:
    return Path(tempfile.gettempdir(), f"bildstelle-{os.geteuid()}")


def _is_abandoned(folder: Path) -> bool:
    holder = folder.name.rpartition("-")[0]
    if is_of_this_place(holder):
        return is_gone(holder)
    try:
        return time.time() - folder.lstat().st_mtime > _LONGEST_USE
    except FileNotFoundError:
        return False
