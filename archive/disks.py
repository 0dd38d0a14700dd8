"""When a disk counts as full: for those who tell people, and for those who must tell a full store from a broken one.

It needs no Django, because `./bildstelle up` looks before there is any.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

LEAST = 32 << 20
"""Bytes left below which every disk counts as full: PostgreSQL writes 16 MB at once."""

_STORE_KEEPS = 100
"""SeaweedFS takes no files any more once less than a hundredth of its disk is free (`-minFreeSpace`)."""


def free_space(folder: Path) -> int:
    """Bytes left on the disk of a folder; OSError where there is no such folder."""
    return shutil.disk_usage(folder).free


def needed_space(folder: Path) -> int:
    """Bytes that must be left on the disk of a folder, so that everything there works; OSError as above."""
    return max(LEAST, shutil.disk_usage(folder).total // _STORE_KEEPS)


def find_full(folders: Iterable[Path]) -> Path | None:
    """The first of these folders whose disk is full; folders that do not exist are passed over."""
    return next((one for one in folders if one.is_dir() and free_space(one) < needed_space(one)), None)
