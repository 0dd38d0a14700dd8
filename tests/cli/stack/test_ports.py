"""Ports: free, with their gRPC neighbour, and nobody else's."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cli.stack.ports import GRPC_OFFSET, choose_port, claim, give_back, is_free
from cli.stack.stack_config import ROOT
from workers.private_folder import NotPrivate


def test_a_port_is_chosen_with_its_grpc_neighbour() -> None:
    port = choose_port(None, set(), with_grpc=True)
    with socket.create_server(("127.0.0.1", port + GRPC_OFFSET)):
        assert is_free(port)
        assert choose_port(port, set(), with_grpc=True) != port
        assert choose_port(port, set()) == port
    assert choose_port(port, {port}) != port


def test_no_port_is_chosen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = choose_port(None, set()), choose_port(None, set())
    give_back([second])
    monkeypatch.setattr(random, "sample", lambda *_ports: [first, second])
    assert choose_port(None, set()) == second, "nobody listens on the first yet, and somebody will"


def test_a_port_another_process_has_chosen_is_left_to_it() -> None:
    script = "from cli.stack.ports import choose_port; print(choose_port(None, set()), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        port = int(other.stdout.readline())
        assert is_free(port)
        assert choose_port(port, set()) != port
        other.communicate("\n")
    assert choose_port(port, set()) == port


class TestPlantedLinks:
    """Another user of the machine prepares /tmp; nothing of ours is made or locked where the link points."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Where the reservations are, not made yet."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path / f"bildstelle-ports-{os.geteuid()}"

    def test_in_place_of_the_folder(self, folder: Path, tmp_path: Path) -> None:
        theirs = tmp_path / "theirs"
        theirs.mkdir(mode=0o700)
        folder.symlink_to(theirs)
        with pytest.raises(NotPrivate, match="remove it"):
            claim(4711)
        assert list(theirs.iterdir()) == []

    def test_in_place_of_a_ports_file(self, folder: Path, tmp_path: Path) -> None:
        folder.mkdir(mode=0o700)
        (folder / "4711").symlink_to(tmp_path / "victim")
        with pytest.raises(OSError, match="symbolic links"):
            claim(4711)
        assert not (tmp_path / "victim").exists()

    def test_a_folder_that_others_write_into(self, folder: Path) -> None:
        folder.mkdir()
        folder.chmod(0o777)
        with pytest.raises(NotPrivate):
            claim(4711)

    def test_none(self, folder: Path) -> None:
        assert claim(4711)
        give_back([4711])
        assert folder.stat().st_mode & 0o777 == 0o700
