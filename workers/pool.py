"""The worker processes themselves: what happens when one starts, and what ends with it."""

from __future__ import annotations

import os
from typing import Any

from celery import current_app
from celery.signals import worker_process_init, worker_process_shutdown, worker_ready

from workers.develop.chamber.parentage import die_with

_GRACE = 2.0  # seconds for a chamber to end by itself


@worker_process_init.connect
def _end_with_the_worker(**_signal: Any) -> None:
    """Pool children end with their worker: no orphan goes on with a task that was given to another."""
    die_with(os.getppid())


@worker_process_init.connect
def _warm_up(**_signal: Any) -> None:
    """The first photo finds what it needs: its chamber's helper, the S3 client. Cold, it took three seconds.

    In this very thread, which lives as long as the process: the helper ends with the thread that started it.
    """
    from archive.store.client import s3
    from workers.develop.develop import open_chamber

    if "develop" in current_app.amqp.queues.consume_from:
        open_chamber().open()
    s3()


@worker_process_shutdown.connect
def _close_the_chamber(**_signal: Any) -> None:
    """A pool child that ends in order lets its chamber do so, too; one that the kernel ends is nobody's to wait for."""
    from workers.develop.develop import close_chamber

    close_chamber(_GRACE)


@worker_ready.connect
def _sweep_at_start(sender: Any, **_signal: Any) -> None:
    """Whatever was uploaded while nobody listened is found at once, not at the first full interval."""
    from workers import tasks

    if any(queue.name == "press" for queue in sender.task_consumer.queues):
        tasks.sweep_all.delay()
