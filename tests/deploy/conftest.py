"""The deployment of docker-compose.yml, for all tests that look at it live."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.deployment import Deployment

# The sweep runs so rarely that only the store's events bring photos.
VARIABLES = {
    "BILDSTELLE_SWEEP_OPEN_EVERY": "3600",
    "BILDSTELLE_SWEEP_ALL_EVERY": "3600",
    "DEVELOP_PROCESSES": "1",
}


@pytest.fixture(scope="package")
def deployment() -> Iterator[Deployment]:
    """All services of the compose file, healthy by their own checks."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-deploy-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's account passes through
        running = Deployment(Path(folder), VARIABLES)
        try:
            running.start()
            yield running
        finally:
            running.stop()
