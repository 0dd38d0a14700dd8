"""A store without room, on a real small disk: photos wait and say why, and go on by themselves when there is room."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.disks import free_space
from cli.stack.disk import DiskWatch, watched_folders
from cli.stack.stack import Stack
from tests.journey.running_stack import RunningStack

pytestmark = pytest.mark.journey
MEGABYTE = 1 << 20
SIZE = 200


@pytest.fixture
def running() -> Iterator[RunningStack]:
    """A stack whose store has a disk of its own; what is short of room is the store alone."""
    with tempfile.TemporaryDirectory(prefix="bildstelle-journey-") as folder:
        _data, volumes = watched_folders(Path(folder))
        volumes.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "tmpfs", str(volumes)]
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("only root mounts a small disk")
        try:
            with Stack(Path(folder)) as stack:
                opened = RunningStack(stack)
                yield opened
                opened.close()
        finally:
            subprocess.run(["umount", "--lazy", str(volumes)], check=True)


def test_photos_wait_for_room_and_go_on_by_themselves(running: RunningStack) -> None:
    release, (photographer, _s3) = running.make_release(), running.make_photographer()
    services, disk = running.stack.services, watched_folders(running.stack.data)[1]
    lines: list[str] = []
    watch = DiskWatch(running.stack.data, services.values(), lines.append)
    services["develop"].stop()
    running.drop(release, photographer, 3)
    running.wait(lambda: running.states(release).total() == 3)

    with (disk / "fill").open("wb") as fill:
        os.posix_fallocate(fill.fileno(), 0, free_space(disk) - MEGABYTE // 4)
    watch.look()
    services["develop"].start()
    sql = "select distinct problem, attempts from archive_photo"
    running.wait(lambda: running.rows(sql) == [("disk_full", 0)], describe=lambda: str(running.rows(sql)))
    assert set(running.states(release)) == {"received"}
    assert "A disk is full. Nothing is lost." in running.run("status", "--json")["attention"][0]["why"]
    assert "is full (" in lines[0]

    (disk / "fill").unlink()
    watch.look()
    assert "room" in lines[1]
    assert running.wait_until_developed(release, 3) == {"ready": 3}
    running.assert_everything_agrees()
    assert "Traceback" not in services["develop"].log.read_text("utf-8")
