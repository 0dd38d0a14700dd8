"""The press office during the run: publishes one release, then corrects it again and again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from archive.audit import OPERATOR
from archive.errors import ArchiveError
from archive.models import Release
from archive.releases import lifecycle
from archive.releases.fields import release_fields
from archive.store.errors import StoreError

_PAUSE = 0.2


class Publisher:
    """Asks for a version, waits until it is live, asks for the next. `seconds` is how long each took."""

    def __init__(self, slug: str, every: float) -> None:
        self._slug = slug
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._publish, daemon=True)
        self.seconds: list[float] = []
        self.interruptions = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask for no further version, and wait until the last one is live, as far as that happens in five minutes."""
        self._over.set()
        self._thread.join(300)

    def _publish(self) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            began = time.monotonic()
            self._until_done(lambda: self._ask(number))  # noqa: B023  (called before the loop goes on)
            self._until_done(self._is_live)
            self.seconds.append(time.monotonic() - began)
            self._over.wait(self._every)
        connection.close()

    def _ask(self, number: int) -> bool:
        release = Release.objects.get(slug=self._slug)
        lifecycle.edit_release(
            release, release_fields(titles={"de": f"Fest {number}", "en": "Feast"}), OPERATOR, may_publish=True
        )
        lifecycle.publish(release, OPERATOR)
        return True

    def _is_live(self) -> bool:
        return not Release.objects.filter(slug=self._slug).exclude(state="live", due_at=None).exists()

    def _until_done(self, step: Callable[[], bool]) -> None:
        """Repeat a step until it returns True. Whatever it needs may be down at any moment."""
        while True:
            try:
                if step():
                    return
            except (DatabaseError, InterfaceError, ArchiveError, StoreError):
                self.interruptions += 1
                connection.close()
            time.sleep(_PAUSE)
