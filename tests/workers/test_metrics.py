"""What Prometheus reads: what the record says now, and what all processes beside each other counted."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cli.stack.ports import choose_port

SECOND = timedelta(seconds=1)

_COUNTING = """
import os, sys, time, django
django.setup()
from workers import metrics
with_fork = os.fork()
metrics.STAGE_SECONDS.labels("developed").observe(1.0)
metrics.CRASHES.inc()
metrics.LAST_TICK.set(2 if with_fork else 3)
if with_fork:
    os.wait()
    metrics.serve(int(sys.argv[1]))
    metrics.serve(int(sys.argv[1]))  # the port is taken by now: whoever comes second works on
    print("serving", flush=True)
    sys.stdin.read()
"""


def test_a_worker_tells_what_its_children_counted(tmp_path: Path) -> None:
    port = choose_port(None, set())
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "made")}
    with subprocess.Popen(
        [sys.executable, "-c", _COUNTING, str(port)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == "serving\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            families = list(text_string_to_metric_families(answer.read().decode()))
    values = {(sample.name, *sample.labels.values()): sample.value for one in families for sample in one.samples}
    assert values["bildstelle_stage_seconds_count", "developed"] == 2
    assert values["bildstelle_chamber_crashes_total",] == 2
    assert values["bildstelle_last_tick_timestamp_seconds",] == 3
    # From the start, so that the first refusal is an increase.
    assert values["bildstelle_failures_total", "refused", "broken"] == 0
    assert values["bildstelle_event_lag_seconds_count", "event"] == 0


def test_a_full_disk_costs_the_counts_and_not_the_process(tmp_path: Path) -> None:
    """Each worker was ended by SIGBUS again and again, in the middle of whatever it did."""
    disk, counts = tmp_path / "disk", tmp_path / "disk/counts"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root mounts a small disk")
    try:
        counts.mkdir()
        with (disk / "fill").open("wb") as fill:
            os.posix_fallocate(fill.fileno(), 0, disk_usage(disk).free)
        counting = (
            "import django; django.setup(); from workers import metrics; metrics.CRASHES.inc();"
            "metrics.STAGE_SECONDS.labels('sealed').observe(1)"
        )
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(counts)}
        for expected in ([], ["counter", "gauge", "histogram"]):
            done = subprocess.run([sys.executable, "-c", counting], env=environment, check=False)
            assert done.returncode == 0
            assert sorted({path.name.partition("_")[0] for path in counts.iterdir()}) == expected
            (disk / "fill").unlink(missing_ok=True)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
