"""Gunicorn's configuration file: what stacks and containers have in common. Each gives the rest on its command line."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from gunicorn.glogging import Logger

from config.logs import configure_logs

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker

# The master logs before anybody has read the settings.
configure_logs(os.environ.get("BILDSTELLE_LOG_FORMAT") or "json")

worker_class = "config.buffering_worker.BufferingWorker"


class RootLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's lines in the format of all others: it gives them no handlers of its own."""

    def setup(self, cfg: Config) -> None:
        self.error_log.setLevel(logging.INFO)
        self.error_log.propagate = True


logger_class = RootLogger


def post_fork(server: Arbiter, worker: Worker) -> None:
    """End a worker with its master: an orphan kept the port for half a minute, so that no new master could listen."""
    from workers.develop.chamber.parent_death import end_with_parent

    end_with_parent(server.pid)
