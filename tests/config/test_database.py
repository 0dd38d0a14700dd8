"""All of a database address reaches PostgreSQL, or is refused in words; the server is the session's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from cli.stack.stack_config import StackConfig
from config.database import database_settings, read_address


@pytest.fixture(autouse=True)
def _own_connections(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tests connect by themselves, to a database that is not the tests' own, and change nothing."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def url(servers: Path) -> str:
    config = StackConfig.read(servers)
    assert config
    return config.environment()["BILDSTELLE_DATABASE_URL"].rpartition("/")[0] + "/postgres"


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection by Django, as our processes make it."""
    connection = ConnectionHandler({"default": database_settings(url)})["default"]
    try:
        yield connection
    finally:
        connection.close()


def shown(url: str, setting: str) -> str:
    with connected(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"show {setting}")
        return str(cursor.fetchone()[0])


def test_what_the_address_does_not_say_is_ours(url: str) -> None:
    assert [shown(url, name) for name in ("lock_timeout", "statement_timeout")] == ["10s", "30s"]
    assert database_settings(url)["OPTIONS"]["connect_timeout"] == 5


def test_a_host_that_vanishes_is_given_up(url: str) -> None:
    with connected(url) as connection:
        connection.ensure_connection()
        with socket.fromfd(connection.connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as wire:
            limits = [getattr(socket, name) for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE")]
            assert [wire.getsockopt(socket.IPPROTO_TCP, limit) for limit in limits] == [30_000, 15]


def test_options_of_the_address_lead_over_ours(url: str) -> None:
    said = f"{url}?options=-c%20lock_timeout%3D3s%20-c%20work_mem%3D5MB&application_name=presse%20desk"
    shows = [shown(said, name) for name in ("lock_timeout", "statement_timeout", "work_mem", "application_name")]
    assert shows == ["3s", "30s", "5MB", "presse desk"]


def test_encryption_that_is_demanded_is_not_left_out(url: str) -> None:
    """The session's server speaks no TLS, so a demand for it must fail."""
    with connected(f"{url}?sslmode=require") as connection, pytest.raises(OperationalError, match="SSL"):
        connection.ensure_connection()


def test_certificates_of_the_address_are_looked_for(url: str) -> None:
    said = f"{url}?sslmode=verify-full&sslrootcert=/nowhere/root.crt"
    with connected(said) as connection, pytest.raises(OperationalError, match=r"/nowhere/root\.crt|SSL"):
        connection.ensure_connection()


def test_the_server_has_to_be_of_the_kind_demanded(url: str) -> None:
    assert shown(f"{url}?target_session_attrs=read-write&connect_timeout=3", "transaction_read_only") == "off"
    with (
        connected(f"{url}?target_session_attrs=standby") as connection,
        pytest.raises(OperationalError, match="standby"),
    ):
        connection.ensure_connection()


def test_the_first_of_several_hosts_that_answers_is_taken(url: str) -> None:
    before, _at, place = url.rpartition("@")
    host, _slash, name = place.partition("/")
    assert shown(f"{before}@127.0.0.1:1,{host}/{name}?connect_timeout=3", "server_encoding") == "UTF8"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://desk@db/desk?sslmod=require", 'invalid URI query parameter: "sslmod"'),
        ("postgresql+psycopg://desk@db/desk", "does not take this address"),
    ],
)
def test_what_the_library_does_not_know_is_refused_in_words(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match="PostgreSQL's library") as refusal:
        read_address(url)
    assert reason in str(refusal.value)
