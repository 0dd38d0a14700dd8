"""One set of real servers (PostgreSQL, SeaweedFS, Valkey) for the whole session; a database and buckets per process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from cli.stack.stack import Stack
from desk.catalogue import compile_catalogues

# The same examples in every run, so that a failure is the change's; `--hypothesis-profile=explore` looks for new ones.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("same")

_SERVERS = pytest.StashKey[tuple[Stack, "tempfile.TemporaryDirectory[str]"]]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the servers; every process has buckets of its own in them."""
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    if not worker:
        folder = tempfile.TemporaryDirectory(prefix="bildstelle-tests-")
        stack = Stack(Path(folder.name), webhook=False)
        stack.start_backing()
        config.stash[_SERVERS] = (stack, folder)
        os.environ.update(stack.environment)
        # Before any process of ours reads them: Django keeps what it read first.
        compile_catalogues()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    for bucket in ("INCOMING", "ARCHIVE", "PRESS"):
        # Not by environment: a worker's settings are read before this, with what it inherited.
        setattr(settings, f"BUCKET_{bucket}", f"{bucket.lower()}{worker}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(_SERVERS, None):
        stack, folder = servers
        stack.stop()
        folder.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long journeys first, so that the short tests fill both processes to the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


@pytest.fixture(scope="session")
def _made_buckets() -> None:
    from archive.store.setup import prepare

    prepare()


@pytest.fixture
def buckets(_made_buckets: None) -> Iterator[None]:
    """The three buckets on the real store, empty."""
    from archive.store.buckets import archive, incoming, press

    yield
    for bucket in (incoming(), archive(), press()):
        for stored in list(bucket.versions()):
            bucket.delete(stored.key, stored.version)


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

    from archive.store.setup import prepare

    keys = ["S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
    keys += ["BUCKET_INCOMING", "BUCKET_ARCHIVE", "BUCKET_PRESS"]
    with override_settings(**{key: backing.environment[f"BILDSTELLE_{key}"] for key in keys}):
        prepare()
        yield backing
