from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli.stack.ports import GRPC_OFFSET, choose_port, is_free
from cli.stack.stack_config import ROOT, StackConfig, is_locked, lock


def settle(data: Path, port: int | None = None, **settings: str) -> StackConfig:
    return StackConfig.settle(data, port=port, settings=settings)


def test_it_comes_back_the_same(tmp_path: Path) -> None:
    first = settle(tmp_path)
    assert settle(tmp_path) == first == StackConfig.read(tmp_path)
    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600


def test_two_folders_share_no_secret_and_no_port_in_use(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    one = settle(tmp_path / "a")
    with socket.create_server(("127.0.0.1", one.ports.s3)), socket.create_server(("127.0.0.1", one.ports.master)):
        two = settle(tmp_path / "b")
        moved = settle(tmp_path / "a")
    assert not set(one.secrets.model_dump().values()) & set(two.secrets.model_dump().values())
    assert one.ports.s3 != two.ports.s3
    assert moved.ports.master != one.ports.master
    assert moved.ports.filer == one.ports.filer


def test_a_wanted_port_of_the_desk_is_taken_as_it_is(tmp_path: Path) -> None:
    assert settle(tmp_path, port=18765).environment()["BILDSTELLE_PUBLIC_URL"] == "http://127.0.0.1:18765"


def test_settings_travel_but_never_point_at_another_stack(tmp_path: Path) -> None:
    made = settle(tmp_path, BILDSTELLE_PUBLISHER="Stadt Ö", BILDSTELLE_BROKER_URL="redis://elsewhere/0")
    assert made.environment()["BILDSTELLE_PUBLISHER"] == "Stadt Ö"
    assert "elsewhere" not in made.environment()["BILDSTELLE_BROKER_URL"]


def test_a_folder_is_taken_once(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    held = lock(tmp_path)
    assert is_locked(tmp_path)
    with pytest.raises(BlockingIOError):
        lock(tmp_path)
    os.close(held)
    assert not is_locked(tmp_path)
    assert not is_locked(tmp_path / "missing")


def test_a_port_is_chosen_with_its_grpc_neighbour() -> None:
    port = choose_port(None, set(), with_grpc=True)
    with socket.create_server(("127.0.0.1", port + GRPC_OFFSET)):
        assert is_free(port)
        assert choose_port(port, set(), with_grpc=True) != port
        assert choose_port(port, set()) == port
    assert choose_port(port, {port}) != port


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
