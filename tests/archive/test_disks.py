"""A disk is full below 32 MB, or below the hundredth that SeaweedFS leaves free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import disk_usage
from types import SimpleNamespace

import pytest

from archive import disks

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30


@pytest.fixture
def disk_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Let every disk have this size and this much room."""

    def pretend(total: int, free: int) -> None:
        usage = SimpleNamespace(total=total, free=free)
        monkeypatch.setattr(disks, "shutil", SimpleNamespace(disk_usage=lambda _folder: usage))

    return pretend


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [
        (GIGABYTE, 31 * MEGABYTE, True),
        (GIGABYTE, 33 * MEGABYTE, False),
        (500 * GIGABYTE, 4 * GIGABYTE, True),
        (500 * GIGABYTE, 6 * GIGABYTE, False),
    ],
)
def test_when_a_disk_is_full(
    total: int, free: int, full: bool, disk_of: Callable[[int, int], None], tmp_path: Path
) -> None:
    disk_of(total, free)
    assert disks.find_full([tmp_path / "none", tmp_path]) == (tmp_path if full else None)
    assert (disks.free_space(tmp_path) < disks.needed_space(tmp_path)) is full


def test_it_looks_at_the_real_disk(tmp_path: Path) -> None:
    assert disks.needed_space(tmp_path) >= disk_usage(tmp_path).total // 100
