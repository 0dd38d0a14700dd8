"""The Celery tasks. Each calls one function, which asks the record what is to be done."""

from __future__ import annotations

from celery import Task, shared_task

from workers import leases, slices
from workers.upkeep import reconcile as reconciling
from workers.upkeep import sweep as sweeping
from workers.upkeep import tick as ticking
from workers.urgency import Queue


@shared_task(bind=True)
def work(self: Task[[str], None], queue: str) -> None:
    """Do what is due in a queue."""
    if (self.request.delivery_info or {}).get("redelivered"):
        leases.free_lost_leases()  # The worker that had the message died, and its rows need not wait for the tick.
    slices.work_on(Queue(queue))


@shared_task
def tick() -> None:
    """Expire releases, free lost leases, nudge the queues that have work."""
    ticking.tick()


@shared_task
def sweep_open() -> None:
    """List the open prefixes of the upload bucket."""
    sweeping.sweep_open()


@shared_task
def sweep_all() -> None:
    """List the whole upload bucket, a task per prefix, and compare stored objects with the record, a task per shard."""
    for prefix in sweeping.top_prefixes():
        sweep_prefix.delay(prefix)
    for shard in reconciling.SHARDS:
        reconcile.delay(shard)


@shared_task
def sweep_prefix(prefix: str) -> None:
    """List one part of the upload bucket."""
    sweeping.sweep_prefix(prefix)


@shared_task
def reconcile(shard: str) -> None:
    """Compare one shard of the stored objects with the record."""
    reconciling.reconcile_shard(shard)
