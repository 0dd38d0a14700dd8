"""The reader of the SQS queue: receive, commit, delete. `python -m workers.intake` runs it.

A message is deleted only after its Receipts are committed; killed in between, it is received again and changes nothing.
One that cannot be read is left to the queue's redrive policy.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import structlog
from django.db import DatabaseError, close_old_connections, connection

from archive.store.errors import StoreDown, StoreError
from archive.store.event_queue import EventQueue, QueuedMessage
from archive.store.health import ask_store
from workers.intake.events import UnreadableEvent, read_events
from workers.intake.notices import record_events
from workers.metrics import QUEUE_MESSAGES

log = structlog.get_logger(__name__)

ALIVE = Path(tempfile.gettempdir()) / "bildstelle-queue"
"""Touched in every turn, so that a health check can tell a reader that works from one that hangs."""
_FIRST_WAIT, _MAX_WAIT = 1.0, 30.0  # seconds between tries while something is away
_STORE_TIMEOUT = 2.0


class QueueReader:
    """Reads one queue until it is asked to stop."""

    def __init__(self, queue: EventQueue) -> None:
        self._queue = queue
        self._stopping = threading.Event()
        self._polling = False
        self._away = ""
        self._wait = _FIRST_WAIT

    def run(self) -> None:
        """Read until `stop`."""
        log.info("queue_read", url=self._queue.url)
        while not self._stopping.is_set():
            ALIVE.touch()
            self.turn()

    def stop(self, *_signal: object) -> None:
        """As a signal's handler: end at once while waiting for messages, else after those in hand."""
        self._stopping.set()
        if self._polling:
            raise SystemExit(0)

    def turn(self) -> None:
        """Receive some messages, record what they tell, delete them; or wait a little where that is not possible."""
        try:
            messages = self._receive()
            self._take(messages)
        except StoreDown as error:
            self._sit_out("queue_down", error)

    def _receive(self) -> list[QueuedMessage]:
        self._polling = True
        try:
            if self._stopping.is_set():  # a moment before `_polling` was
                raise SystemExit(0)
            messages = self._queue.receive()
        finally:
            self._polling = False
        self._back("queue_down")
        return messages

    def _take(self, messages: Sequence[QueuedMessage]) -> None:
        done = [message for message in messages if self._is_recorded(message)]
        if done:
            self._queue.delete(done)

    def _is_recorded(self, message: QueuedMessage) -> bool:
        """Whether the message may go. An outage is waited for here: received anew, it would count as one more try."""
        while not self._stopping.is_set():
            try:
                close_old_connections()
                record_events(read_events(message.body))
            except UnreadableEvent as error:
                self._leave(message, error)
                return False
            except (StoreError, DatabaseError) as error:
                connection.close()
                if isinstance(error, StoreError) and _store_is_there():
                    self._leave(message, error)
                    return False
                self._sit_out("event_not_recorded", error)
            except Exception:
                log.exception("event_failed", message=message.id)
                QUEUE_MESSAGES.labels("failed").inc()
                return False
            else:
                self._back("event_not_recorded")
                QUEUE_MESSAGES.labels("recorded").inc()
                return True
        return False

    def _leave(self, message: QueuedMessage, error: Exception) -> None:
        QUEUE_MESSAGES.labels("unreadable").inc()
        if message.receives == 1:
            log.warning("event_unreadable", reason=str(error), message=message.id)

    def _sit_out(self, what: str, error: Exception) -> None:
        """Wait for what is away; one line when it goes."""
        if self._away != what:
            log.warning(what, reason=str(error))
            self._away, self._wait = what, _FIRST_WAIT
        ALIVE.touch()
        self._stopping.wait(self._wait)
        self._wait = min(self._wait * 2, _MAX_WAIT)

    def _back(self, what: str) -> None:
        if self._away == what:
            log.info(f"{what}_no_more")
            self._away = ""


def _store_is_there() -> bool:
    """Whether a failure is about one key alone, which must not hold up the others."""
    try:
        ask_store(_STORE_TIMEOUT)
    except StoreError:
        return False
    return True
