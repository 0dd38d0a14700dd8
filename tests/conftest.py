"""One set of real servers (PostgreSQL, SeaweedFS, Valkey) for the whole session; a database and buckets per process."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from cli.stack.stack import Stack
from desk.catalogue import compile_catalogues
from tests.sqs_server import SqsServer, run_sqs

# The same examples in every run, so that the change causes a failure; `--hypothesis-profile=explore` finds new ones.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("same")

JOURNEYS = (
    "tests/journey/test_desk.py",
    "tests/journey/test_drop_page.py",
    "tests/journey/test_gateway.py",
    "tests/journey/test_journey.py",
    "tests/journey/test_sixty_photos.py",
)
FAULTS = "tests/journey/faults/"
SHARE_A_STACK = ("tests/cli/stack/", FAULTS, *JOURNEYS)
SLOWEST = (
    FAULTS,
    "tests/journey/test_backup.py",
    "tests/journey/test_machines.py",
    "tests/journey/test_chaos.py",
    "tests/journey/test_events.py",
    *JOURNEYS,
    "tests/deploy/test_deployment.py",
    "tests/cli/commands/test_up.py",
    "tests/journey/test_demo.py",
    "tests/hostile_files/test_hostile_files.py",
)

_SERVERS = pytest.StashKey[tuple[Stack, "tempfile.TemporaryDirectory[str]"]]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the servers; every process has buckets and queues of its own in them."""
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    if not worker:
        # `make mutants` runs hundreds of sessions on servers that it started itself.
        if "TESTS_SHARE_SERVERS" not in os.environ:
            _start_servers(config)
        # Set before any of our processes reads them: Django keeps what it read first.
        compile_catalogues()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    for bucket in ("INCOMING", "ARCHIVE", "PRESS"):
        # The environment would not do: a worker has read its settings before this.
        setattr(settings, f"BUCKET_{bucket}", f"{bucket.lower()}{worker}")
    settings.BROKER_URL = f"{settings.BROKER_URL.rpartition('/')[0]}/{worker.removeprefix('gw') or 0}"


def _start_servers(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="bildstelle-tests-", ignore_cleanup_errors=True)
    stack = Stack(Path(folder.name), webhook=False)
    stack.start_backing()
    config.stash[_SERVERS] = (stack, folder)
    # The database is not away where a busy machine keeps it from answering for five seconds.
    address = f"{stack.environment['BILDSTELLE_DATABASE_URL']}?connect_timeout=60"
    os.environ.update(stack.environment | {"BILDSTELLE_DATABASE_URL": address})


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(_SERVERS, None):
        stack, folder = servers
        stack.stop()
        folder.cleanup()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a process of xdist where the servers that the controller started keep their data."""
    stack, _folder = node.config.stash[_SERVERS]
    node.workerinput["servers"] = str(stack.data)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return SharedStackScheduling(config, log)


class SharedStackScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """One process per file, but the same one for the files of a folder that share a stack: it takes long to start."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return file.rpartition("/")[0] if file.startswith(SHARE_A_STACK) else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest files first, so that the quick ones keep both processes busy to the end."""
    items.sort(key=lambda item: next((n for n, place in enumerate(SLOWEST) if item.nodeid.startswith(place)), 99))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Path:
    """The data folder of the stack whose servers the whole session uses; the controller starts and stops them."""
    folder = getattr(request.config, "workerinput", {}).get("servers")
    return Path(folder) if folder else request.config.stash[_SERVERS][0].data


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database; tests that commit are followed by a TRUNCATE of every table, which the audit refuses."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archive_decision DISABLE TRIGGER decision_keeps_table")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hash passwords quickly: production's hash takes a second per account."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@receiver(setting_changed)
def _forget_what_was_composed(**_setting: object) -> None:
    """Outside tests, a process has the same settings all its life."""
    if going := sys.modules.get("archive.publishing.going"):
        going._composed.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its reader's language active; the next test begins with the default one."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def sqs() -> Iterator[SqsServer]:
    """A server that speaks SQS, started for the first test that asks for it; each has queues of its own."""
    with run_sqs() as server:
        yield server


@pytest.fixture(scope="session")
def made_buckets() -> None:
    """The three buckets of this process on the real store."""
    from archive.store.setup import prepare

    prepare()


@pytest.fixture
def buckets(made_buckets: None) -> Iterator[None]:
    """The three buckets on the real store, empty."""
    yield
    empty_buckets()


def empty_buckets() -> None:
    from archive.store.buckets import archive, incoming, press

    for bucket in (incoming(), archive(), press()):
        for stored in list(bucket.versions()):
            bucket.delete(stored.key, stored.version)
