"""A flood of passwords neither takes all threads nor waits for ever."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.test import Client
from pytest_django import Settings

from desk.signin import hashing
from desk.signin.hashing import PARALLEL, WAITING, HashingBusy, QueuedPasswordHasher

OURS = "desk.signin.hashing.QueuedPasswordHasher"


class Gate(threading.BoundedSemaphore):
    """The turns to hash, which take until it is open; knows who has come to wait for one."""

    def __init__(self) -> None:
        super().__init__(PARALLEL)
        self.come, self.open = threading.Semaphore(0), threading.Event()

    def __enter__(self, *wanted: Any) -> bool:
        self.come.release()
        return super().__enter__(*wanted)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Hashing takes until the gate opens."""
    gate = Gate()

    def encode(*_args: object) -> str:
        gate.open.wait(20)
        return "hash"

    monkeypatch.setattr(hashing, "_turns", gate)
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    return gate


def _flood(gate: Gate) -> list[threading.Thread]:
    """As many passwords as there is room for; all of them are in."""
    encode = QueuedPasswordHasher().encode
    threads = [threading.Thread(target=encode, args=("p", "salt")) for _ in range(PARALLEL + WAITING)]
    for thread in threads:
        thread.start()
    for _thread in threads:
        assert gate.come.acquire(timeout=20)
    return threads


def test_passwords_of_the_version_before_stay_good(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    old = make_password("a long enough password")
    settings.PASSWORD_HASHERS = [OURS]
    assert check_password("a long enough password", old)
    assert not check_password("another", old)


def test_who_would_wait_too_long_is_sent_away(gate: Gate) -> None:
    threads = _flood(gate)
    with pytest.raises(HashingBusy):
        QueuedPasswordHasher().encode("p", "salt")
    gate.open.set()
    for thread in threads:
        thread.join()
    assert QueuedPasswordHasher().encode("p", "salt") == "hash", "there is room again"


@pytest.mark.django_db
def test_a_sign_in_during_a_flood_is_asked_to_come_back(gate: Gate, settings: Settings, stranger: Client) -> None:
    settings.PASSWORD_HASHERS = [OURS]
    threads = _flood(gate)
    answer = stranger.post("/sign-in/", {"login": "nobody", "password": "whatever it is"})
    gate.open.set()
    for thread in threads:
        thread.join()
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    # What was not tried does not count.
    for _ in range(10):
        assert stranger.post("/sign-in/", {"login": "nobody", "password": "whatever it is"}).status_code == 200
