"""A folder where everybody may write is ours alone, or is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workers.private_folder import NotPrivate, ensure_private_folder


def test_it_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new/ours"
    assert ensure_private_folder(folder) == ensure_private_folder(folder) == folder
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_planted_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(NotPrivate, match="TMPDIR"):
        ensure_private_folder(tmp_path / "ours")


@pytest.mark.parametrize("target", ["nowhere", "file"])
def test_what_is_no_folder_is_refused(target: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch(mode=0o600)
    (tmp_path / "ours").symlink_to(tmp_path / target)
    for name in ("ours", "file"):
        with pytest.raises(NotPrivate):
            ensure_private_folder(tmp_path / name)


def test_a_folder_that_others_may_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours").chmod(0o777)
    with pytest.raises(NotPrivate):
        ensure_private_folder(tmp_path / "ours")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes another user's folder")
def test_another_users_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir(mode=0o700)
    os.chown(tmp_path / "ours", 65534, 65534)
    with pytest.raises(NotPrivate):
        ensure_private_folder(tmp_path / "ours")
