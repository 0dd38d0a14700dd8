from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from cli.stack.ports import PortTaken, choose_port, give_back
from cli.stack.stack_config import StackConfig, is_locked, lock


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
    port = choose_port(None, taken=())
    assert settle(tmp_path, port=port).environment()["BILDSTELLE_PUBLIC_URL"] == f"http://127.0.0.1:{port}"
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match=str(port)):
        settle(tmp_path, port=port)


def test_a_new_folder_takes_a_wanted_s3_port_if_it_is_free(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    free = settle(tmp_path / "a").ports.volume
    give_back([free])
    wanted = StackConfig.settle(tmp_path / "b", port=None, settings={}, s3_port=free)
    assert wanted.ports.s3 == free
    assert StackConfig.settle(tmp_path / "b", port=None, settings={}, s3_port=free + 1).ports.s3 == free
    with socket.create_server(("127.0.0.1", free)):
        assert StackConfig.settle(tmp_path / "c", port=None, settings={}, s3_port=free).ports.s3 != free


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
