"""What the tests need from the system is found, or asked for in plain words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system_programs import BROWSERS, PACKAGES, find_browser, find_program, missing_packages

ROOT = Path(__file__).resolve().parents[1]


def program(path: Path, text: str = "exit 0") -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", BROWSERS)
def test_the_systems_browser_is_taken(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = program(tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == browser
    assert missing_packages() == list(dict.fromkeys(PACKAGES.values()))
    with pytest.raises(AssertionError, match="libimage-exiftool-perl"):
        find_program("exiftool")


def test_a_driver_that_cannot_start_has_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(program(tmp_path / "node", "exit 127")))
    assert find_browser() is None


def test_it_fails_plainly_when_nothing_can_be_installed(tmp_path: Path) -> None:
    """Package tools that fail, as on a machine without network; Playwright's own has nowhere to go."""
    program(tmp_path / "apt-get", "echo no network >&2; exit 100")
    environment = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "apt-get/none"),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.system_programs"],
        env=environment | {key: os.environ[key] for key in ("LANG",) if key in os.environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().endswith("install the package chromium.")
