"""How many clients may be connected: so many in all, and so many from one address, signed in or not.

Cameras behind one router share an address, so a photographer's ten and a program's several connections must fit; but
nobody from one address takes all places, which hold for a while before anybody has signed in.
"""

from __future__ import annotations

import threading
from collections import Counter

MAX_CLIENTS = 100


class Places:
    """The places of one server."""

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """Take a place; False where there is none."""
        with self._lock:
            free = self._taken.total() < MAX_CLIENTS and self._taken[address] < self._per_address
            self._taken[address] += free
            return free

    def give_back(self, address: str) -> None:
        """The client has gone."""
        with self._lock:
            self._taken[address] -= 1
            self._taken += Counter()  # forgets who has none
