"""Folders that nobody else reads or has prepared, also where everybody may write, as in /tmp."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotPrivate(OSError):
    """Somebody else made what is there, or may use it; the message says what to do."""


def ensure_private_folder(path: Path) -> Path:
    """Make the folder, for this user alone, unless it is there, and return its path.

    Raises NotPrivate where its name is taken by anything else, such as a link that another user has planted.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except FileExistsError:
        found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise NotPrivate(
            f"{path} is not a private folder of this user; remove it, or set TMPDIR to a folder of your own"
        )
    return path
