"""The Celery tasks. Each calls one function, which asks the record what is to be done."""

from __future__ import annotations

import time

from celery import Task, shared_task
from django.conf import settings

from archive.publishing.deliveries import clear_deliveries, purge_changes
from archive.publishing.readers import clear_unconfirmed
from workers import leases, slices
from workers.nudges import ask_for_tick
from workers.publish import zips
from workers.scratch import remove_abandoned
from workers.upkeep import reconcile as reconciling
from workers.upkeep import sweep as sweeping
from workers.upkeep import tick as ticking
from workers.urgency import Queue

_SLICE = 5.0  # seconds


@shared_task(bind=True)
def work(self: Task[[str], None], queue: str) -> None:
    """Do what is due in a queue."""
    if (self.request.delivery_info or {}).get("redelivered"):
        leases.free_lost_leases()  # The worker that had the message died, and its rows need not wait for the tick.
    slices.work_on(Queue(queue))


@shared_task
def tick() -> None:
    """Take off what has ended, free lost leases, nudge the queues that have work; and do so again when more ends."""
    ahead = ticking.moments_ahead()  # first, so that none passes unseen while the tick is at work
    ticking.tick()
    for moment in ahead:
        ask_for_tick(moment)


@shared_task
def tick_once() -> None:
    """A tick between two."""
    ticking.tick()


@shared_task
def sweep_open() -> None:
    """List the open prefixes of the upload bucket, and recall what waits for a clock that was set back."""
    leases.recall_postponed()
    sweeping.sweep_open()


@shared_task
def sweep_all() -> None:
    """Go on with listing the upload bucket and comparing all buckets with the record; clear away leftovers."""
    remove_abandoned()
    clear_deliveries()
    clear_unconfirmed()
    _send(sweep_slice)
    _send(reconcile_slice)


@shared_task
def sweep_slice() -> None:
    """List a part of the upload bucket."""
    if sweeping.run_slice(time.monotonic() + _SLICE):
        _send(sweep_slice)


@shared_task
def reconcile_slice() -> None:
    """Compare a part of the stored objects with the record."""
    try:
        more = reconciling.run_slice(time.monotonic() + _SLICE)
    finally:
        purge_changes()
    if more:
        _send(reconcile_slice)


@shared_task
def zip_photos(release_id: int) -> None:
    """Make the ZIP files that a release lacks, one a message."""
    try:
        more = zips.make_zip(release_id)
    finally:
        purge_changes()
    if more:
        zip_photos.apply_async((release_id,), expires=settings.SWEEP_ALL_EVERY)


def _send(task: Task[[], None]) -> None:
    """Send the message for the next slice. It must not outlive the next whole sweep, which sends another."""
    task.apply_async(expires=settings.SWEEP_ALL_EVERY)
