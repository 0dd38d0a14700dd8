"""Counts the messages that are sent, by listening to the broker's commands from outside."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

_SENT = re.compile(r"^[LR]PUSH (?P<queue>[\w.-]+)\S* ")
_TASK = re.compile(r'"task": ?"(?:[\w.]*\.)?(\w+)"')
_AGAIN = re.compile(r'"redelivered": ?true')
_PAUSE = 0.05


class Messages:
    """Listens while the block runs, and again after each restart of the broker.

    Counts by queue and task; a message that a dead worker left and the broker delivers again is counted apart.
    """

    def __init__(self, broker_url: str) -> None:
        self._url = broker_url
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.sent: Counter[tuple[str, str]] = Counter()
        self.again: Counter[tuple[str, str]] = Counter()
        self.interruptions = 0

    def __enter__(self) -> Messages:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join(5)

    def of(self, queue: str) -> int:
        """How many messages were sent to a queue."""
        return sum(count for (name, _task), count in self.sent.items() if name == queue)

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                with Redis.from_url(self._url, socket_connect_timeout=1) as client, client.monitor() as monitor:
                    for command in monitor.listen():
                        self.note(command)
                        if self._over.is_set():
                            return
            except (RedisError, OSError):
                self.interruptions += 1
                self._over.wait(_PAUSE)

    def note(self, command: dict[str, Any]) -> None:
        """Count a command that was sent to the broker, if it puts a message into a queue."""
        text = str(command["command"])
        if (found := _SENT.match(text)) and (task := _TASK.search(text)):
            counter = self.again if _AGAIN.search(text) else self.sent
            counter[found["queue"], task[1]] += 1
