"""Files that wait under a temporary name, kept on the disk: whoever sent one was told that it is here.

Beside each, a JSON file says which key it waits under. A file that arrives has no name; one that waits gets one without
being copied, where the system can do that (Linux). Elsewhere a gateway that restarts forgets what waits.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import time
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
_OPEN_FILES = "/proc/self/fd"


@dataclass(frozen=True)
class KeptFile:
    """A file that waits: where it lies, its key, the protocol it came by, and since when, as a Unix time."""

    path: Path
    key: str
    protocol: str
    since: float

    def open(self) -> BufferedRandom:
        """The file, to be read and gone on with."""
        return self.path.open("r+b")

    def disown(self) -> None:
        """Keep it for no further start, though it may be kept anew: somebody goes on with it."""
        _told_of(self.path).unlink(missing_ok=True)

    def remove(self) -> None:
        """Keep it no more; whoever has it open still has it."""
        self.path.unlink(missing_ok=True)
        self.disown()


def open_nameless(folder: Path) -> BufferedRandom:
    """A new file in a folder, which shows nothing of it. Raises OSError."""
    try:
        number = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except (AttributeError, OSError):
        # No such system or no such file system; where the disk is full, this fails, too.
        return tempfile.TemporaryFile(dir=folder)
    return os.fdopen(number, "w+b")


def keep(folder: Path, file: BufferedRandom, key: str, protocol: str) -> KeptFile | None:
    """Give a file a name below a folder, a further one where it has one; None where that cannot be done."""
    kept = KeptFile(folder / secrets.token_hex(16), key, protocol, time.time())
    told = {"key": kept.key, "protocol": kept.protocol, "since": kept.since}
    try:
        _told_of(kept.path).write_text(json.dumps(told), "utf-8")
        _give_name(file, kept.path)
    except OSError as error:
        log.warning("gateway_kept_not", key=key, error=str(error))
        kept.remove()
        return None
    return kept


def _give_name(file: BufferedRandom, path: Path) -> None:
    """Only by the name that the system has for an open file; Python follows it when a folder is given."""
    open_files = os.open(_OPEN_FILES, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.link(str(file.fileno()), path, src_dir_fd=open_files, follow_symlinks=True)
    finally:
        os.close(open_files)


def read_kept(folder: Path) -> list[KeptFile]:
    """What waits below a folder since an earlier start, the oldest first. What is not whole there is removed."""
    found = []
    for path in {one.with_suffix("") for one in folder.iterdir()}:
        try:
            path.lstat()
            found.append(KeptFile(path, **json.loads(_told_of(path).read_text("utf-8"))))
        except (FileNotFoundError, ValueError, TypeError):
            path.unlink(missing_ok=True)
            _told_of(path).unlink(missing_ok=True)
    return sorted(found, key=lambda one: one.since)


def _told_of(path: Path) -> Path:
    return path.with_suffix(".json")
