"""What Prometheus reads: what the record says now, and what all processes beside each other counted."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

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
