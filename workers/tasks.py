"""The Celery tasks. Each takes an id or nothing and calls one function, which reads the row again."""

from __future__ import annotations

from celery import Task, shared_task

from workers.develop import develop as developing
from workers.publish import publish as publishing
from workers.publish import seal as sealing
from workers.upkeep import reconcile as reconciling
from workers.upkeep import sweep as sweeping
from workers.upkeep import tick as ticking


@shared_task(bind=True)
def develop(self: Task[[str], None], photo_id: str) -> None:
    """Make a photo's missing renditions."""
    developing.develop(photo_id, holder_is_dead=bool((self.request.delivery_info or {}).get("redelivered")))


@shared_task
def seal(photo_id: str) -> None:
    """Make a photo's missing press files, or have its pixels made first where those are missing."""
    if not sealing.seal(photo_id):
        develop.delay(photo_id)


@shared_task
def publish(release_id: int) -> None:
    """Bring a release's public files to what the record says."""
    publishing.publish(release_id)


@shared_task
def tick() -> None:
    """Expire releases, free lost leases, nudge due rows."""
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
