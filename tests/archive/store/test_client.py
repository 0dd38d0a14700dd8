"""A store that keeps silent: nobody waits for it longer than one request may take, and a time limit ends the wait."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.test import override_settings

from archive.store import client as clients
from archive.store import health
from archive.store.buckets import archive, incoming
from archive.store.errors import StoreDown, StoreError, StoreFull
from archive.store.upload_credentials import create_upload_credential


@pytest.fixture
def silent_store() -> Iterator[None]:
    """It answers nothing, as a stopped process does; the kernel still accepts connections for it."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        override_settings(S3_ENDPOINT=f"http://127.0.0.1:{server.getsockname()[1]}"),
    ):
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients with a read timeout of half a second."""
    hurry = Config(read_timeout=0.5)
    monkeypatch.setattr(clients, "_S3_CONFIG", clients._S3_CONFIG.merge(hurry))
    monkeypatch.setattr(clients, "_CONFIG", clients._CONFIG.merge(hurry))


def test_a_silent_store_is_asked_once(silent_store: None, impatient: None) -> None:
    asked: list[str] = []
    for client in (clients.s3(), clients.iam()):
        client.meta.events.register("before-send", lambda request, **_event: asked.append(request.url))
    for ask in (
        lambda: archive().get("a"),
        lambda: list(incoming().versions()),
        lambda: create_upload_credential("anna"),
    ):
        asked.clear()
        with pytest.raises(StoreDown):
            ask()
        assert len(asked) == 1


def test_one_request_leaves_a_task_time_to_record_its_failure() -> None:
    assert clients._CONFIG.read_timeout <= 20  # type: ignore[attr-defined]  # set by name


@pytest.mark.parametrize("ask", [lambda: archive().get("a"), lambda: list(incoming().versions())])
def test_a_time_limit_ends_the_wait(ask: Callable[[], object], silent_store: None) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        raise SoftTimeLimitExceeded

    def start_the_clock(**_event: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.3)

    clients.s3()  # made before: an error in a finalizer, as its making leaves some, is lost
    gc.collect()
    before = signal.signal(signal.SIGALRM, end)
    clients.s3().meta.events.register("before-send", start_the_clock)
    try:
        with pytest.raises(SoftTimeLimitExceeded):
            ask()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("code", "is_disk_full", "kind"),
    [
        ("InternalError", True, StoreFull),
        ("InternalError", False, StoreDown),
        ("SlowDown", True, StoreDown),
        ("XMinioStorageFull", False, StoreFull),
        ("QuotaExceeded", False, StoreFull),
        ("507", False, StoreFull),
    ],
)
def test_a_full_store_is_told_from_a_broken_one(
    code: str, is_disk_full: bool, kind: type[StoreError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "find_full", lambda folders: next(iter(folders)) if is_disk_full else None)
    with override_settings(WATCHED_FOLDERS=[tmp_path]), pytest.raises(StoreDown) as told, clients.translated("a"):
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")
    assert type(told.value) is kind
    assert str(told.value) == f"a: {code}"


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_speaks_to_the_store_by_connections_of_its_own(silent_store: None) -> None:
    def made() -> tuple[object, ...]:
        return clients.s3(), clients.iam(), health._client(1.0, settings.S3_ENDPOINT)

    before = made()
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert made() == before
        return
    shared = True
    try:
        shared = not set(before).isdisjoint(made())
    finally:
        os._exit(shared)
