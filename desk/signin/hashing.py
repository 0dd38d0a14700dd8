"""Hashing of passwords, limited in parallel: a flood of sign-ins takes neither all threads nor all processors."""

from __future__ import annotations

import os
import threading

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# Of a process: hashing takes a second of processor time, and one of gunicorn's eight threads for as long.
PARALLEL = max(1, (os.cpu_count() or 1) // 2)
WAITING = 2
RETRY_AFTER = 3  # seconds

_rooms = threading.BoundedSemaphore(PARALLEL + WAITING)
_turns = threading.BoundedSemaphore(PARALLEL)


class HashingBusy(Exception):
    """Too many passwords wait to be hashed; nothing was checked."""


class QueuedPasswordHasher(PBKDF2PasswordHasher):
    """Django's own hash. Raises HashingBusy instead of waiting behind more than `WAITING` others."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        if not _rooms.acquire(blocking=False):
            raise HashingBusy
        try:
            with _turns:
                return super().encode(password, salt, iterations)
        finally:
            _rooms.release()
