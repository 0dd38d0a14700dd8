"""What the processes count and measure for Prometheus.

A process that runs beside others writes into files of `$PROMETHEUS_MULTIPROC_DIR`, and whoever is asked reads them all.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog
from billiard import current_process
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server, values
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from archive.problems import Problem
from pipelines.refusal import REASONS

log = structlog.get_logger(__name__)

_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_FILE_SIZE = 128 << 10  # several times what all our counts need


def _process() -> str:
    """This process among those that run now. A pool child takes the place, and the file, of the one it replaces."""
    place = getattr(current_process(), "index", None)
    return str(os.getpid()) if place is None else f"{os.getppid()}-{place}"


class _AllocatedFile(MmapedDict):
    """A file of counts that has all its blocks: on a full disk, a write into a hole of a mapped file is a SIGBUS.

    Where there is no room for it, the process counts in its own memory, and nobody reads that.
    """

    def __init__(self, filename: str, read_mode: bool = False) -> None:
        try:
            _allocate(Path(filename))
        except OSError:
            filename = f"/proc/self/fd/{os.memfd_create('counts')}"
        super().__init__(filename, read_mode)  # type: ignore[no-untyped-call]  # it ships without types


def _allocate(path: Path) -> None:
    """Fill a new file with zeros, which is what an empty one reads as; OSError where there is no room."""
    if path.exists() and path.stat().st_size:
        return
    try:
        path.write_bytes(bytes(_FILE_SIZE))
    except OSError:
        path.unlink(missing_ok=True)
        raise


if _FOLDER:
    Path(_FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    values.MmapedDict = _AllocatedFile  # type: ignore[attr-defined]  # the name by which it makes them
    # Otherwise each of the pool's short-lived children would leave files behind.
    values.ValueClass = values.MultiProcessValue(_process)  # type: ignore[no-untyped-call]  # it ships without types

STAGE_SECONDS = Histogram(
    "bildstelle_stage_seconds",
    "Seconds that a stage took, by stage",
    ["stage"],
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
EVENT_LAG = Histogram(
    "bildstelle_event_lag_seconds",
    "Seconds from an upload until it was received, by what told of it: its event or the sweep",
    ["by"],
    buckets=(0.1, 0.5, 1, 2, 5, 15, 30, 60, 600, 3600),
)
UPLOADS_IGNORED = Counter("bildstelle_uploads_ignored", "Uploads that systems leave beside photos, such as .DS_Store")
FAILURES = Counter("bildstelle_failures", "Steps that failed, by problem and by how they ended", ["problem", "ended"])
CRASHES = Counter("bildstelle_chamber_crashes", "Children of the chamber that died over a photo")
QUEUE_MESSAGES = Counter("bildstelle_queue_messages", "Messages of the queue of events, by how they ended", ["ended"])
GATEWAY_FILES = Counter(
    "bildstelle_gateway_files",
    "Files that came to the gateway, by way in and how they ended",
    ["way", "ended"],
)
GATEWAY_BYTES = Counter("bildstelle_gateway_bytes", "Bytes of the files that the gateway stored, by way in", ["way"])
GATEWAY_SESSIONS = Gauge(
    "bildstelle_gateway_sessions",
    "Who is signed in at the gateway, by way in",
    ["way"],
    multiprocess_mode="mostrecent",
)
LAST_TICK = Gauge(
    "bildstelle_last_tick_timestamp_seconds", "When the last tick ended, as Unix time", multiprocess_mode="max"
)
CELL_LACKS = Gauge(
    "bildstelle_cell_lacks",
    "1 where the kernel lacks this part of the chamber's cell",
    ["part"],
    multiprocess_mode="max",
)
_ALL = (
    *(STAGE_SECONDS, EVENT_LAG, UPLOADS_IGNORED, FAILURES, CRASHES, QUEUE_MESSAGES, LAST_TICK, CELL_LACKS),
    *(GATEWAY_FILES, GATEWAY_BYTES, GATEWAY_SESSIONS),
)

# Prometheus sees no increase in a series that begins with its first scrape, so these begin at 0.
for _reason in REASONS:
    FAILURES.labels(_reason, "refused")
FAILURES.labels(Problem.NOT_DELIVERED, "parked")
for _teller in ("event", "sweep"):
    EVENT_LAG.labels(_teller)
for _way in ("ftp", "sftp"):
    for _ended in ("taken", "there", "refused", "cut_off", "failed"):
        GATEWAY_FILES.labels(_way, _ended)


def registry() -> CollectorRegistry:
    """What this process and those beside it counted."""
    found = CollectorRegistry(support_collectors_without_names=True)
    if _FOLDER:
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]  # it ships without types
    else:
        for metric in _ALL:
            found.register(metric)
    return found


def serve(port: int) -> None:
    """Answer `GET /metrics` on this port, from a thread of its own, with what `registry` holds.

    Where the port is taken, as by another of our processes on this machine, nothing is served, and work goes on.
    """
    try:
        start_http_server(port, registry=registry())
    except OSError as error:
        log.warning("metrics_not_served", port=port, reason=str(error))
