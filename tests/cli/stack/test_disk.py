"""A full disk is named, and what cannot go on by itself is restarted when there is room; on a real small disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificate

from archive.disks import free_space
from cli.stack.disk import DiskWatch, full_disk
from cli.stack.seaweed import ensure_certificate
from cli.stack.stack import Stack, StackError
from tests.cli.stack.processes import sleeper

MEGABYTE = 1 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root mounts a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_named_once_and_the_store_restarted_when_there_is_room(disk: Path, tmp_path: Path) -> None:
    store, other = sleeper(tmp_path), sleeper(tmp_path)
    store.name = "seaweed"
    lines: list[str] = []
    watch = DiskWatch(disk, [store, other], lines.append)
    for service in (store, other):
        service.start()
    try:
        watch.look()
        assert (lines, full_disk(disk)) == ([], "")
        (disk / "fill").write_bytes(bytes(90 * MEGABYTE))
        watch.look()
        watch.look()
        assert lines == [full_disk(disk)]
        assert f"The disk of {disk} is full (10 MB left; 32 MB must be free)" in lines[0]
        os.truncate(disk / "fill", 60 * MEGABYTE)  # some room, but it would be full again at once
        watch.look()
        assert (len(lines), store.running) == (1, True)
        os.truncate(disk / "fill", 10 * MEGABYTE)
        watch.look()
        assert "room" in lines[1]
        assert (store.running, store.wanted, other.running) == (False, True, True)
    finally:
        store.stop()
        other.stop()


def test_a_store_that_goes_on_to_refuse_files_is_restarted_ever_more_rarely(tmp_path: Path) -> None:
    store = sleeper(tmp_path)
    store.name = "seaweed"
    told = ["ok", "read-only", "down", "read-only", "read-only", "down", *["read-only"] * 4]
    words: list[str] = []
    watch = DiskWatch(tmp_path, [store], lambda _line: words.append("restarted"), lambda: words[-1])
    for word in told:
        words.append(word)
        store.start()
        watch.look()
        assert store.running is (words[-1] != "restarted")
    assert words[5:] == ["restarted", "down", *["read-only"] * 4, "restarted"]


def test_a_stack_that_a_full_disk_keeps_from_starting_says_so_and_leaves_nothing_half_made(disk: Path) -> None:
    (disk / "seaweed/volumes").mkdir(parents=True)
    with (disk / "fill").open("wb") as fill:
        os.posix_fallocate(fill.fileno(), 0, free_space(disk))
    with pytest.raises(StackError, match=f"The disk of {disk} is full"), Stack(disk):
        pass
    os.truncate(disk / "fill", (disk / "fill").stat().st_size - 4096)  # room for the key, and none for its certificate
    with pytest.raises(OSError, match="No space left"):
        ensure_certificate(disk / "seaweed")
    (disk / "fill").unlink()
    ensure_certificate(disk / "seaweed")
    assert load_pem_x509_certificate((disk / "seaweed/seaweed.crt").read_bytes())
