"""What a process keeps: the values that were asked for last."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """The values that were asked for last, for any number of threads; `weigh` counts what must not exceed `most`.

    The last `at_least` values are kept whatever they weigh.
    """

    def __init__(self, most: int, weigh: Callable[[V], int], at_least: int = 1) -> None:
        self._most, self._weigh, self._at_least = most, weigh, at_least
        self._kept: dict[K, V] = {}
        self._lock = Lock()

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def get(self, key: K) -> V | None:
        """The value, which becomes the latest."""
        with self._lock:
            value = self._kept.pop(key, None)
            if value is not None:
                self._kept[key] = value
            return value

    def keep(self, key: K, value: V) -> None:
        """Keep a value as the latest, and drop the oldest that are too many."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = value
            while len(self._kept) > self._at_least and sum(map(self._weigh, self._kept.values())) > self._most:
                self._kept.pop(next(iter(self._kept)))

    def values(self) -> list[V]:
        """The values, the latest at the end."""
        with self._lock:
            return [*self._kept.values()]

    def clear(self) -> None:
        """Drop everything."""
        self._kept.clear()
