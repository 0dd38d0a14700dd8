"""Health: liveness asks nothing, readiness names each part with a word and nothing more."""

from __future__ import annotations

import socket
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from desk import health

PARTS = {"database": "ok", "broker": "ok", "store": "ok", "disk": "ok"}


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    for look in (health._LOOK, health._TRIAL):
        monkeypatch.setattr(look, "_until", 0.0)
    # A part that is well and only slow to answer on a busy machine is not down.
    monkeypatch.setattr(health, "_TIMEOUT", 30)
    health._broker.cache_clear()


def test_liveness_needs_no_part(client: Client) -> None:
    """No database mark: a query would fail this test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/metrics", 404), ("/", 400), ("/metrics/x", 400)])
def test_who_watches_the_desk_may_call_it_by_its_address(client: Client, path: str, status: int) -> None:
    """As Prometheus and load balancers do; a page, which has links, still wants a name it knows."""
    assert client.get(path, headers={"host": "172.18.0.8:8000"}).status_code == status


@pytest.mark.django_db
@pytest.mark.usefixtures("made_buckets")
class TestReadiness:
    def test_all_is_well(self, client: Client) -> None:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, PARTS)
        assert "no-store" in answer["Cache-Control"]

    def test_a_broker_that_is_down_is_named(self, client: Client, settings: Settings) -> None:
        settings.BROKER_URL = "redis://:a-password@127.0.0.1:1/0"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, PARTS | {"broker": "down"})
        assert b"password" not in answer.content

    def test_a_store_that_is_down_is_named(self, client: Client, settings: Settings) -> None:
        settings.S3_ENDPOINT = "http://127.0.0.1:1"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, PARTS | {"store": "down"})

    def test_a_store_that_refuses_files_is_named(self, client: Client, settings: Settings) -> None:
        settings.BUCKET_ARCHIVE = "no-such-bucket"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, PARTS | {"store": "read-only"})

    def test_a_full_disk_is_named(self, client: Client, settings: Settings, tmp_path: Path) -> None:
        settings.WATCHED_FOLDERS = [tmp_path]
        with patch("archive.disks.LEAST", 1 << 60):
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, PARTS | {"disk": "full"})

    def test_a_database_that_does_not_answer_is_named(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """One that is frozen takes connections and says nothing, for ever."""
        monkeypatch.setattr(health, "_TIMEOUT", 2)
        monkeypatch.setattr(health, "_LOOK", health.Look({"database": health._ask_database}))
        with socket.create_server(("127.0.0.1", 0)) as frozen:
            for name, value in zip(("HOST", "PORT"), frozen.getsockname(), strict=True):
                monkeypatch.setitem(connection.settings_dict, name, str(value))
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"database": "down"})

    def test_many_who_ask_cost_one_look(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 100.0
        monkeypatch.setattr(health, "monotonic", lambda: now)
        asked: list[float] = []
        words = {"part": "ok"}

        def look() -> str:
            asked.append(now)
            return words["part"]

        monkeypatch.setattr(health, "_LOOK", health.Look({"part": look}, keep=10, again=2))
        for _reader in range(20):
            client.get("/readyz")
        now, words["part"] = 111.0, "down"
        for _reader in range(20):
            client.get("/readyz")
        now += 2.1
        client.get("/readyz")
        assert asked == [100.0, 111.0, now], "what is not ok is asked again sooner"
