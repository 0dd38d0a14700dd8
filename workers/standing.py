"""How things stand, as Prometheus reads it: what is due, what has stopped and what there is, asked of the record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from archive.models import Photo, Publication, Release, Subscriber
from workers.nudges import waiting_messages
from workers.urgency import Queue, due_attachments, due_deliveries, due_photos, due_releases


class RecordCollector(Collector):
    """Asks anew at each collection."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _due()
        yield from _counts()
        messages = {queue: waiting_messages(queue) for queue in (*Queue, "tick")}
        yield _family("bildstelle_messages", "Messages that wait in the broker", "queue", messages)
        folders = {str(folder): shutil.disk_usage(folder) for folder in settings.WATCHED_FOLDERS if folder.is_dir()}
        free, size = ({name: getattr(usage, what) for name, usage in folders.items()} for what in ("free", "total"))
        yield _family("bildstelle_disk_free_bytes", "Free space of the watched folders' disks", "folder", free)
        yield _family("bildstelle_disk_size_bytes", "Size of the watched folders' disks", "folder", size)


def _due() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    kinds = {"develop": due_photos(Queue.DEVELOP), "seal": due_photos(Queue.PRESS), "publish": due_releases()}
    kinds |= {"attach": due_attachments(), "deliver": due_deliveries()}
    found = {kind: due.order_by().aggregate(rows=Count("pk"), oldest=Min("due_at")) for kind, due in kinds.items()}
    rows = {kind: row["rows"] for kind, row in found.items()}
    ages = {kind: (now - (row["oldest"] or now)).total_seconds() for kind, row in found.items()}
    yield _family("bildstelle_due", "Rows that are due and that nobody works on", "kind", rows)
    yield _family("bildstelle_oldest_due_seconds", "How long the oldest of them has been due", "kind", ages)


def _counts() -> Iterator[GaugeMetricFamily]:
    photos, releases = Photo.objects, Release.objects
    stopped = photos.filter(due_at=None).exclude(problem="")
    waiting = releases.exclude(problem="")
    yield _family("bildstelle_photos", "Photos by state", "state", _count(photos.values_list("state")))
    yield _family("bildstelle_releases", "Releases by state", "state", _count(releases.values_list("state")))
    words = "Photos that were refused or given up"
    yield _family("bildstelle_photos_stopped", words, "problem", _count(stopped.values_list("problem")))
    words = "Releases that cannot go on at this moment"
    yield _family("bildstelle_releases_waiting", words, "problem", _count(waiting.values_list("problem")))
    words = "Websites that are told by webhook, by state: on, stopped by a person, disabled after three days in vain"
    yield _family("bildstelle_websites", words, "state", _websites())
    live = Publication.objects.live().count()
    yield GaugeMetricFamily("bildstelle_publications", "Versions that went live", value=live)


def _websites() -> dict[str, int]:
    """All states, so that an alert sees the first website of one."""
    states = {"on": Q(disabled_at=None), "stopped": Q(disabled_at__isnull=False, trouble="")}
    states["disabled"] = Q(disabled_at__isnull=False) & ~Q(trouble="")
    return Subscriber.objects.aggregate(**{state: Count("pk", filter=rows) for state, rows in states.items()})


def _count(rows: QuerySet[Any, tuple[str]]) -> dict[str, int]:
    return dict(rows.order_by().annotate(count=Count("pk")))


def _family(name: str, words: str, label: str, figures: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, figure in figures.items():
        family.add_metric([value], figure)
    return family
