"""What happens when a worker's pool child starts and ends."""

from __future__ import annotations

import gc
import os
from typing import Any

import structlog
from celery import current_app
from celery.signals import (
    worker_before_create_process,
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
)
from django.conf import settings

from pipelines.imaging.resampler import IS_FAST, RESAMPLER
from workers import metrics
from workers.develop.cell.kernel import this_kernel
from workers.develop.chamber.parent_death import end_with_parent
from workers.scratch import remove_abandoned

log = structlog.get_logger(__name__)

_GRACE = 2.0  # seconds for a chamber to end by itself
_worker: list[int] = []
"""The process that made this one's pool."""


@worker_before_create_process.connect
def _be_the_parent(**_signal: Any) -> None:
    _worker[:] = [os.getpid()]


@worker_process_init.connect
def _end_with_the_worker(**_signal: Any) -> None:
    """Pool children end with their worker: an orphan would go on with a task that another worker has been given.

    The worker may have ended while the child began, which has another parent by then.
    """
    end_with_parent(*_worker)


@worker_process_init.connect
def _clear_away(**_signal: Any) -> None:
    """Remove the photos that the child before this one left lying when it was killed."""
    remove_abandoned()


@worker_process_init.connect
def _collect_seldom(**_signal: Any) -> None:
    """Look for cycles after 200,000 new objects, not 700, and never among the imported ones.

    A version of a thousand photos is a hundred thousand objects, and what is kept of the last ones several times as
    many; looking through them again and again took a third of the time.
    """
    gc.freeze()
    gc.set_threshold(200_000)


@worker_process_init.connect
def _warm_up(**_signal: Any) -> None:
    """Make what the first photo needs, which took three seconds otherwise: the chamber's helper and the S3 client.

    The helper ends with the thread that started it, and this thread lives as long as the process.
    """
    from archive.store.client import s3
    from workers.develop.develop import open_chamber

    if "develop" in current_app.amqp.queues.consume_from:
        open_chamber().open()
    s3()


@worker_process_shutdown.connect
def _close_the_chamber(**_signal: Any) -> None:
    """Give the chamber time to end by itself. Where the kernel kills the pool child, it kills the chamber as well."""
    from workers.develop.develop import close_chamber

    close_chamber(_GRACE)


@worker_ready.connect
def _serve_metrics(**_signal: Any) -> None:
    if settings.METRICS_PORT:
        metrics.serve(settings.METRICS_PORT)


@worker_ready.connect
def _tell_a_slow_resizer(sender: Any, **_signal: Any) -> None:
    """Say once in a develop worker's log that photos take longer on this machine than they could."""
    if not IS_FAST and any(queue.name == "develop" for queue in sender.task_consumer.queues):
        log.warning("slow_resizer", uses=RESAMPLER.name, reason="cykooz-resizer is not installed")


@worker_ready.connect
def _tell_an_open_cell(sender: Any, **_signal: Any) -> None:
    """Say once in a develop worker's log, and in its metrics, what this kernel lacks for the chamber."""
    if not any(queue.name == "develop" for queue in sender.task_consumer.queues):
        return
    kernel = this_kernel()
    for part, whole in kernel.whole.items():
        metrics.CELL_LACKS.labels(part).set(not whole)
    if kernel.lacks:
        log.warning("chamber_not_locked", kernel_lacks=list(kernel.lacks))


@worker_ready.connect
def _sweep_at_start(sender: Any, **_signal: Any) -> None:
    """Find at once what was uploaded while no worker ran, instead of after a full interval."""
    from workers import tasks
    from workers.upkeep import sweep

    if any(queue.name == "upkeep" for queue in sender.task_consumer.queues):
        sweep.begin_anew()
        tasks.sweep_all.delay()
