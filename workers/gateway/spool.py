"""Files on their way in. They have no name on the disk, so a gateway that is killed leaves nothing of them behind."""

from __future__ import annotations

import errno
import mmap
import os
import tempfile
import threading
import time
from pathlib import Path

from archive.disks import free_space, needed_space
from pipelines.imaging.containers import check_structure
from pipelines.refusal import Refusal
from workers.private_folder import ensure_private_folder

MAX_BYTES = 2 << 30
_WAITS = 3600  # seconds
_MAX_WAITING = 300


class Arriving:
    """A file that is being received; nobody else sees it."""

    def __init__(self, folder: Path) -> None:
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (open for as long as it arrives)
        self.begun = time.monotonic()

    @property
    def size(self) -> int:
        """Bytes so far."""
        return os.fstat(self.file.fileno()).st_size

    def write(self, data: bytes, offset: int) -> None:
        """Write at a place. Raises OSError where the file grows too large or the disk is full."""
        if offset + len(data) > MAX_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        view = memoryview(data)
        while view:
            written = os.pwrite(self.file.fileno(), view, offset)
            view, offset = view[written:], offset + written

    def breaks_off(self) -> bool:
        """Whether this is a picture that ends too early, as a cancelled upload does. Others are judged later."""
        if not self.size:
            return False
        with mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[:4] == b"RIFF" and data[8:12] != b"WEBP":
                return False  # sound, whose recorders write the length in the end or not at all
            try:
                check_structure(data)
            except Refusal as refusal:
                return refusal.key == "truncated"
        return False

    def discard(self) -> None:
        """Forget the file; nothing happens when it is gone already."""
        self.file.close()


class Spool:
    """The folder of files that are arriving, and those that came under a temporary name and wait for their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = ensure_private_folder(folder)
        self._waiting: dict[str, Arriving] = {}
        self._lock = threading.Lock()

    def new(self) -> Arriving:
        """Begin a file. Raises OSError where the disk is full."""
        self._forget_old()
        if free_space(self._folder) < needed_space(self._folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return Arriving(self._folder)

    def wait(self, key: str, arriving: Arriving) -> None:
        """Keep a file under its temporary name, for an hour."""
        with self._lock:
            before = self._waiting.pop(key, None)
            self._waiting[key] = arriving
        if before and before is not arriving:
            before.discard()

    def find(self, key: str) -> Arriving | None:
        """The file that waits under this temporary name."""
        return self._waiting.get(key)

    def take(self, key: str) -> Arriving | None:
        """The same, which waits no more."""
        with self._lock:
            return self._waiting.pop(key, None)

    def names(self, prefix: str) -> dict[str, Arriving]:
        """What waits right below a prefix, by name."""
        with self._lock:
            waiting = [(key.removeprefix(prefix), one) for key, one in self._waiting.items() if key.startswith(prefix)]
        return {name: one for name, one in waiting if "/" not in name}

    def _forget_old(self) -> None:
        with self._lock:
            too_many = len(self._waiting) - _MAX_WAITING
            old = [
                key
                for n, (key, one) in enumerate(self._waiting.items())
                if n < too_many or time.monotonic() - one.begun > _WAITS
            ]
            gone = [self._waiting.pop(key) for key in old]
        for one in gone:
            one.discard()
