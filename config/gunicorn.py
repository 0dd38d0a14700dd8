"""Gunicorn's configuration file, for what its command line cannot say; stacks and containers give the rest there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker


def post_fork(server: Arbiter, worker: Worker) -> None:
    """End a worker with its master: an orphan kept the port for half a minute, so that no new master could listen."""
    from workers.develop.chamber.parent_death import end_with_parent

    end_with_parent(server.pid)
