"""A store without room, on a real small disk: photos wait and say why, and go on by themselves when there is room."""

from __future__ import annotations

import os

import pytest

from archive.disks import free_space
from cli.stack.disk import DiskWatch, watched_folders
from tests.journey.running_stack import RunningStack

pytestmark = pytest.mark.journey
MEGABYTE = 1 << 20
PROBLEMS = """
    select distinct problem, attempts, state from archive_photo
    where release_id = (select id from archive_release where slug = %s)
"""


def test_photos_wait_for_room_and_go_on_by_themselves(running: RunningStack, drop: tuple[str, str]) -> None:
    release, services, disk = drop[0], running.stack.services, watched_folders(running.stack.data)[1]
    if not disk.is_mount():
        pytest.skip("only root mounts a small disk")
    lines: list[str] = []
    watch = DiskWatch(running.stack.data, services.values(), lines.append)
    services["develop"].stop()
    logged = services["develop"].log.stat().st_size
    running.drop(*drop, 3)
    running.wait(lambda: running.states(release).total() == 3)

    with (disk / "fill").open("wb") as fill:
        os.posix_fallocate(fill.fileno(), 0, free_space(disk) - MEGABYTE // 4)
    watch.look()
    services["develop"].start()
    problems = (PROBLEMS, release)
    running.wait(
        lambda: running.rows(*problems) == [("disk_full", 0, "received")], describe=lambda: str(running.rows(*problems))
    )
    told = [one["why"] for one in running.run("status", "--json")["attention"]]
    assert any("A disk is full. Nothing is lost." in why for why in told), told
    assert "is full (" in lines[0]

    (disk / "fill").unlink()
    watch.look()
    assert "room" in lines[1]
    assert running.wait_until_developed(release, 3) == {"ready": 3}
    running.assert_everything_agrees(again=True)  # what an older volume holds can be read as before, too
    assert b"Traceback" not in services["develop"].log.read_bytes()[logged:]
