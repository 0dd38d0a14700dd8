"""What a killed process leaves behind is removed; what a living one works in is not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.workers.child_processes import ended_holder
from workers.holder import this_holder
from workers.scratch import remove_abandoned, scratch_folder

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = "3017e95e-0000-0000-0000-000000000000.4026531836.17.1700"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all scratch folders."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"bildstelle-{os.geteuid()}"


def left(root: Path, name: str, *, age: float = 0) -> Path:
    """A folder with a photo in it, as a process leaves one behind."""
    folder = root / name
    folder.mkdir(parents=True)
    root.chmod(0o700)
    (folder / "original").write_bytes(b"photo")
    os.utime(folder, (time.time() - age,) * 2)
    return folder


def test_nobody_else_reads_it_and_it_ends_with_its_block(root: Path) -> None:
    with scratch_folder() as folder:
        (folder / "original").write_bytes(b"photo")
        assert folder.parent == root
        assert [path.stat().st_mode & 0o777 for path in (root, folder)] == [0o700, 0o700]
        assert remove_abandoned() == 0
        assert (folder / "original").exists()
    assert list(root.iterdir()) == []


def test_what_a_killed_process_left_is_removed(root: Path) -> None:
    program = "from workers.scratch import scratch_folder\nwith scratch_folder() as f: print(f, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(root.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        (folder / "original").write_bytes(b"photo")
        assert remove_abandoned() == 0
        process.kill()
        process.wait()
    assert folder.exists()
    assert remove_abandoned() == 1
    assert list(root.iterdir()) == []


def test_a_folder_from_elsewhere_is_removed_an_hour_later(root: Path) -> None:
    young, old = left(root, f"{ELSEWHERE}-a", age=3500), left(root, f"{ELSEWHERE}-b", age=3700)
    nobodys = left(root, "left-over", age=3700)
    assert remove_abandoned() == 2
    assert [young.exists(), old.exists(), nobodys.exists()] == [True, False, False]


def test_a_living_process_keeps_its_folder_however_old(root: Path) -> None:
    ours, theirs = left(root, f"{this_holder()}-a", age=9999), left(root, f"{ended_holder()}-b")
    assert remove_abandoned() == 1
    assert [ours.exists(), theirs.exists()] == [True, False]


def test_a_folder_that_is_not_ours_is_neither_used_nor_cleared(root: Path, tmp_path: Path) -> None:
    theirs = left(tmp_path / "theirs", f"{ended_holder()}-a")
    root.symlink_to(theirs.parent)
    assert remove_abandoned() == 0
    assert theirs.exists()
    with pytest.raises(OSError, match="not a private folder"), scratch_folder():
        pass
