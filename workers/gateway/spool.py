"""Files on their way in. They have no name on the disk, so a gateway that is killed leaves nothing of them behind.

What came whole under a temporary name was acknowledged, so it is kept for the next start (`workers.gateway.kept`).
"""

from __future__ import annotations

import errno
import mmap
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from io import BufferedRandom
from pathlib import Path

from archive.disks import free_space, needed_space
from pipelines.attachment_check import check_bytes
from pipelines.attachments import media_type_of
from pipelines.imaging.containers import check_structure
from pipelines.refusal import Refusal
from pipelines.upload_kinds import Kind, kind_of
from workers.gateway.kept import KeptFile, keep, open_nameless, read_kept
from workers.private_folder import ensure_private_folder

MAX_BYTES = 2 << 30
_WAITS = 3600  # seconds
_MAX_WAITING = 100  # of one photographer
_Place = tuple[str, object]  # a key, and who sent what waits for it
_ZIP_END, _ZIP_TAIL = b"PK\5\6", 22 + 65535  # the end record and the longest comment (APPNOTE 4.3.16)


class Arriving:
    """A file that is being received; nobody else sees it."""

    def __init__(self, file: BufferedRandom, protocol: str = "") -> None:
        self.file = file
        self.protocol = protocol
        self.waits_since = 0.0
        self.kept: KeptFile | None = None
        self.failed = False
        """Whether a part of it could not be written."""

    @property
    def size(self) -> int:
        """Bytes so far."""
        return os.fstat(self.file.fileno()).st_size

    def write(self, data: bytes, offset: int) -> None:
        """Write at a place. Raises OSError where the file grows too large or the disk is full."""
        try:
            self._write(memoryview(data), offset)
        except OSError:
            self.failed = True
            raise

    def _write(self, view: memoryview, offset: int) -> None:
        if offset + len(view) > MAX_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        while view:
            written = os.pwrite(self.file.fileno(), view, offset)
            view, offset = view[written:], offset + written

    def breaks_off(self, name: str = "") -> bool:
        """Whether this ends too early, as a cancelled upload does: a picture, or by its name a PDF, a video or a ZIP.

        Nothing tells the end of sound and of other raw files. What a file is otherwise is judged later.
        """
        if not self.size:
            return False
        if (kind := kind_of(name, self.size)) is Kind.ARCHIVE:
            return _ZIP_END not in os.pread(self.file.fileno(), _ZIP_TAIL, max(0, self.size - _ZIP_TAIL))
        if kind is Kind.ATTACHMENT:
            return _refusal(lambda: check_bytes(self.file.fileno(), media_type_of(name))) == "breaks_off"
        with mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[:4] == b"RIFF" and data[8:12] != b"WEBP":
                return False  # sound, whose recorders write the length in the end or not at all
            return _refusal(lambda: check_structure(data)) == "truncated"

    def is_whole(self) -> bool:
        """Whether this is surely all of it: a JPEG with everything that one needs, up to its end mark."""
        number, size = self.file.fileno(), self.size
        ends = os.pread(number, 3, 0) == b"\xff\xd8\xff" and os.pread(number, 2, max(0, size - 2)) == b"\xff\xd9"
        return ends and not self.breaks_off()

    def discard(self) -> None:
        """Forget the file; nothing happens when it is gone already."""
        if self.kept:
            self.kept.remove()
        self.kept = None
        self.file.close()


def _refusal(check: Callable[[], None]) -> str:
    """The key of what a check refuses; empty for nothing."""
    try:
        check()
    except Refusal as refusal:
        return refusal.key
    return ""


class Spool:
    """The folder of files that are arriving, and those that came under a temporary name and wait for their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = ensure_private_folder(folder)
        self._kept = ensure_private_folder(folder.with_name(f"{folder.name}-waiting"))
        self._waiting: dict[_Place, Arriving] = {}
        self._lock = threading.Lock()
        for one in read_kept(self._kept):
            arriving = Arriving(one.open(), one.protocol)
            arriving.kept = one
            arriving.waits_since = time.monotonic() - max(0.0, time.time() - one.since)
            self._waiting[one.key, one] = arriving

    def new(self, protocol: str = "") -> Arriving:
        """Begin a file. Raises OSError where the disk is full."""
        if free_space(self._folder) < needed_space(self._folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return Arriving(open_nameless(self._folder), protocol)

    def wait(self, key: str, arriving: Arriving, sender: object) -> None:
        """Keep a file under its temporary name, for an hour. Two senders may both call theirs so: each has its own."""
        kept_before = arriving.kept
        arriving.kept = keep(self._kept, arriving.file, key, arriving.protocol)
        if kept_before:
            kept_before.remove()
        with self._lock:
            before = self._waiting.pop((key, sender), None)
            arriving.waits_since = time.monotonic()
            self._waiting[key, sender] = arriving
        if before and before is not arriving:
            before.discard()

    def find(self, key: str, sender: object) -> Arriving | None:
        """The file that waits under this temporary name: the sender's own, else the last one of those before them."""
        with self._lock:
            return self._waiting.get(self._place(key, sender))

    def take(self, key: str, sender: object) -> Arriving | None:
        """The same, which waits no more. Unless it is discarded, it waits again after a kill."""
        with self._lock:
            return self._waiting.pop(self._place(key, sender), None)

    def _place(self, key: str, sender: object) -> _Place:
        own = (key, sender)
        if own in self._waiting:
            return own
        return next((place for place in reversed(self._waiting) if place[0] == key), own)

    def names(self, prefix: str) -> dict[str, Arriving]:
        """What waits right below a prefix, by name."""
        with self._lock:
            names = [(key.removeprefix(prefix), one) for (key, _sender), one in self._waiting.items()]
        return {name: one for name, one in names if "/" not in name}

    def take_late(self) -> list[tuple[str, object, Arriving]]:
        """What waits too long, and what one photographer has too much of, with its key and sender; it waits no more.

        Nobody's files go for another's.
        """
        since = time.monotonic() - _WAITS
        left: Counter[str] = Counter()
        late = []
        with self._lock:
            for (key, sender), one in reversed(list(self._waiting.items())):
                photographer = key.partition("/")[0]
                left[photographer] += 1
                if one.waits_since < since or left[photographer] > _MAX_WAITING:
                    late.append((key, sender, self._waiting.pop((key, sender))))
        return late
