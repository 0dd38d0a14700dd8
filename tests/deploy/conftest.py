"""The deployment of docker-compose.yml, for all tests that look at it live."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.deployment import Deployment
from tests.sqs_server import SqsServer

# The sweep runs so rarely that only the store's events bring photos.
VARIABLES = {
    "BILDSTELLE_SWEEP_OPEN_EVERY": "3600",
    "BILDSTELLE_SWEEP_ALL_EVERY": "3600",
    "DEVELOP_PROCESSES": "1",
    "COMPOSE_PROFILES": "sqs,gateway",
}


@pytest.fixture(scope="package")
def queue(sqs: SqsServer) -> str:
    """The URL of the queue that the deployment reads."""
    return sqs.make_queue("uploads")


@pytest.fixture(scope="package")
def deployment(queue: str) -> Iterator[Deployment]:
    """All services of the compose file, healthy by their own checks."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-deploy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's account passes through
        running = Deployment(Path(folder), {**VARIABLES, "BILDSTELLE_SQS_URL": queue})
        try:
            running.start()
            yield running
        finally:
            running.stop()
