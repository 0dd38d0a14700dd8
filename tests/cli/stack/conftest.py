"""A stack for tests that look into it, kill it or attack it; the session's own servers are no place for that."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack.stack import Stack


@pytest.fixture(scope="package")
def backing() -> Iterator[Stack]:
    """Valkey, SeaweedFS and PostgreSQL of one stack."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-test-") as folder:
        stack = Stack(Path(folder), webhook=False)
        try:
            stack.start_backing()
            yield stack
        finally:
            stack.stop()
