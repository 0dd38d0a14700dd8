"""A folder for a stack."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder; not pytest's own, which it closes to the database's user whenever a run begins."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-test-") as folder:
        yield Path(folder)
