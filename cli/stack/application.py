"""The application's own processes: desk (with the event receiver), workers, beat, the queue's reader, the gateway."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.stack import probes
from cli.stack.disk import watched_folders
from cli.stack.service import Service
from cli.stack.stack_config import ROOT, StackConfig

LOADED = (
    "config.wsgi",  # first: it sets Django up
    "config.urls",
    "workers.tasks",
    "config.buffering_worker",
    "gunicorn.app.wsgiapp",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.apps.beat",
    "celery.concurrency.prefork",
)
"""What our processes have in common and take seconds to load."""

_CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery"]  # no banner of 20 lines in the log


def temporary_folder(data: Path) -> Path:
    """Where our processes put temporary files: photos under embargo among them, so it is private."""
    return data / "tmp"


def application_environment(data: Path, config: StackConfig) -> dict[str, str]:
    """The environment of our own processes; this stack's variables override those of the operator's shell."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        # No file beside the operator is taken for a module of ours.
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TMPDIR": str(temporary_folder(data)),
        **config.environment(),
    }


def prepare_application(data: Path, config: StackConfig) -> list[Service]:
    """Desk, workers and beat, in start order; where the settings say so, the reader of a queue and the gateway."""
    counted = data / "metrics"
    shutil.rmtree(counted, ignore_errors=True)  # counts start anew with the stack
    environment = application_environment(data, config)
    also_watched = environment.get("BILDSTELLE_WATCHED_FOLDERS", "")
    environment |= {
        "PROMETHEUS_MULTIPROC_DIR": str(counted),
        "BILDSTELLE_WATCHED_FOLDERS": ",".join([*map(str, watched_folders(data)), also_watched]),
        "BILDSTELLE_GATEWAY_FOLDER": str(data / "gateway"),
    }
    services = [
        _desk(data, config.ports.desk, environment),
        _worker(data, "develop", ("develop",), 2, environment),
        # The tick is taken by whichever of the two is free first.
        _worker(data, "press", ("press", "tick"), 2, environment),
        _worker(data, "upkeep", ("upkeep", "tick"), 1, environment),
        _beat(data, environment),
    ]
    if environment.get("BILDSTELLE_SQS_URL"):
        services.append(_queue(data, environment))
    if environment.get("BILDSTELLE_FTP_PORT") or environment.get("BILDSTELLE_SFTP_PORT"):
        services.append(_gateway(data, environment))
    return services


def _desk(data: Path, port: int, environment: Mapping[str, str]) -> Service:
    return Service(
        name="desk",
        command=[
            *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
            *("--config", str(ROOT / "config/gunicorn.py")),
            *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"),
            # Its socket would be in the operator's home folder, the same one for every stack.
            "--no-control-socket",
        ],
        log=data / "logs/desk.log",
        environment=environment,
        is_ready=lambda: probes.is_serving(port, "/healthz"),
    )


def _worker(data: Path, name: str, queues: Sequence[str], processes: int, environment: Mapping[str, str]) -> Service:
    broker_url = environment["BILDSTELLE_BROKER_URL"]
    return Service(
        name=name,
        command=[
            *(*_CELERY, "worker", "-Q", ",".join(queues), "-n", f"{name}@%h", "-c", str(processes)),
            *("--without-gossip", "--without-mingle"),
        ],
        log=data / f"logs/{name}.log",
        environment=environment,
        is_ready=lambda: probes.is_worker_ready(broker_url, f"{name}@{socket.gethostname()}"),
        # Longer than a slice of 10 s and a photo's deadline of 30 s. A task that is killed is delivered again.
        grace=45,
    )


def _queue(data: Path, environment: Mapping[str, str]) -> Service:
    return Service(
        name="queue",
        command=[sys.executable, "-m", "workers.intake"],
        log=data / "logs/queue.log",
        environment=environment,
        is_ready=lambda: True,
    )


def _gateway(data: Path, environment: Mapping[str, str]) -> Service:
    # Read as numbers only when it runs: what is none, the settings refuse by name.
    ports = [environment[name] for name in ("BILDSTELLE_FTP_PORT", "BILDSTELLE_SFTP_PORT") if environment.get(name)]
    return Service(
        name="gateway",
        command=[sys.executable, "-m", "workers.gateway"],
        log=data / "logs/gateway.log",
        environment=environment,
        is_ready=lambda: all(probes.is_listening(int(port)) for port in ports),
    )


def _beat(data: Path, environment: Mapping[str, str]) -> Service:
    return Service(
        name="beat",
        command=[*_CELERY, "beat", "-s", str(data / "beat"), "--pidfile="],
        log=data / "logs/beat.log",
        environment=environment,
        is_ready=lambda: True,
    )
