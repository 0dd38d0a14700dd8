"""Which public files were written anew or deleted in this process, for the caches in front of them.

What carries its digest in its key never changes, so writing it is no change; deleting it is one.
"""

from __future__ import annotations

import threading

_lock = threading.Lock()
_changed: set[str] = set()


def note_change(key: str) -> None:
    """Note that a public file is not what it was."""
    with _lock:
        _changed.add(key)


def take_changes() -> set[str]:
    """What was noted since the last time; it is then forgotten here."""
    with _lock:
        taken = set(_changed)
        _changed.clear()
    return taken
