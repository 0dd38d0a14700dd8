"""What may break is broken on one running stack: its chamber has little of everything, its store a disk of its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.stack.disk import watched_folders
from cli.stack.stack import Stack
from tests.journey.running_stack import ROOT, RunningStack

MEGABYTES = 1000
"""The size of the store's disk."""

# So that an ordinary large picture is poison to the chamber.
_FRUGAL = {"memory_megabytes = 1500": "memory_megabytes = 450", "seconds = 30": "seconds = 8"}


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    recipes = tmp_path_factory.mktemp("recipes") / "renditions.toml"
    recipes.write_text(_frugal((ROOT / "config/renditions.toml").read_text("utf-8")), "utf-8")
    settings = {
        "BILDSTELLE_RENDITIONS": str(recipes),
        "BILDSTELLE_SWEEP_OPEN_EVERY": "3",
        "BILDSTELLE_TICK_EVERY": "2",
    }
    with (
        tempfile.TemporaryDirectory(prefix="bildstelle-journey-", ignore_cleanup_errors=True) as folder,
        _small_disk(watched_folders(Path(folder))[1]),
        Stack(Path(folder), environment=settings) as stack,
    ):
        opened = RunningStack(stack)
        yield opened
        opened.assert_everything_agrees(again=True)  # nothing that happened spoiled what was whole before
        opened.close()


@pytest.fixture(autouse=True)
def _every_service_runs(running: RunningStack) -> None:
    """Whatever a failed test left stopped."""
    running.stack.start_services()


@pytest.fixture
def drop(running: RunningStack) -> tuple[str, str]:
    """A fresh release and photographer."""
    return running.make_release(), running.make_photographer()[0]


def _frugal(recipes: str) -> str:
    for ample, little in _FRUGAL.items():
        assert ample in recipes
        recipes = recipes.replace(ample, little)
    return recipes


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """Give `folder` a small disk of its own where this user may mount one."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield
        return
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
