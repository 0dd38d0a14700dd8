"""Real servers for these tests: a stack's backing services, without our own processes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack.stack import Stack


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder; not pytest's own, which it closes to the database's user whenever a run begins."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def backing() -> Iterator[Stack]:
    """Valkey, SeaweedFS and PostgreSQL of one stack, and the three buckets."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-test-") as folder:
        stack = Stack(Path(folder), webhook=False)
        try:
            stack.start_backing()
            yield stack
        finally:
            stack.stop()


@pytest.fixture(scope="module")
def prepared(backing: Stack) -> Iterator[Stack]:
    """The backing services with the project's buckets prepared, and Django's settings pointing at them."""
    from django.test import override_settings

    from archive import buckets, objects

    keys = ["S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
    keys += ["BUCKET_INCOMING", "BUCKET_ARCHIVE", "BUCKET_PRESS"]
    with override_settings(**{key: backing.environment[f"BILDSTELLE_{key}"] for key in keys}):
        objects.client.cache_clear()
        buckets.prepare()
        yield backing
    objects.client.cache_clear()
