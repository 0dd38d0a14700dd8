"""`python -m tests.system_programs`: the system's programs that the tests use; what is missing is installed.

As root on Debian by apt-get; a browser otherwise by Playwright. Exit status 1, with a sentence on stderr for each
program that is missing and could not be installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Program: its Debian package. Browser apart, for it has many names.
PACKAGES = {
    "exiftool": "libimage-exiftool-perl",
    "redis-cli": "redis-tools",
    "aws": "awscli",
    "curl": "curl",
    "wget": "wget",
    "openssl": "openssl",
    "ip": "iproute2",
    "nft": "nftables",
    "avifenc": "libavif-bin",
    "avifdec": "libavif-bin",
    "jpegtran": "libjpeg-turbo-progs",
    "nginx": "nginx",
    "lftp": "lftp",
    "sftp": "openssh-client",
}

# Without these a test is left out, and says so.
WELCOME = {"promtool": "prometheus", "java": "default-jre-headless", "php": "php-cli"}


def find_browser() -> Path | None:
    """A browser of the system, else Playwright's own, else None."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    if _MAC.exists():
        return _MAC
    return _find_playwrights()


def find_program(name: str) -> Path:
    """A program of PACKAGES; AssertionError says what to do where it is missing."""
    found = shutil.which(name)
    assert found, (
        f"the program {name} is needed: `python -m tests.system_programs`, on Debian: apt-get install {PACKAGES[name]}"
    )
    return Path(found)


def missing_packages() -> list[str]:
    """Debian packages of what is not there."""
    missing = list(dict.fromkeys(package for name, package in PACKAGES.items() if shutil.which(name) is None))
    # Pillow looks for FriBiDi when it starts and joins and orders letters by it.
    missing += [] if find_library("fribidi") else ["libfribidi0"]
    return missing if find_browser() else [*missing, "chromium"]


def main() -> None:
    welcome = [package for name, package in WELCOME.items() if shutil.which(name) is None]
    if packages := [*missing_packages(), *welcome]:
        _install(packages)
    for package in missing_packages():
        sys.stderr.write(f"Missing, and not to be installed from here: install the package {package}.\n")
    if missing_packages():
        sys.exit(1)


def _install(packages: list[str]) -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _try(["apt-get", "update", "-qq"], quietly)
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], quietly)
    if find_browser() is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _find_playwrights() -> Path | None:
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            path = Path(playwright.chromium.executable_path)
    except Exception:  # noqa: BLE001  (a driver that cannot start, as without libatomic, raises no class of its own)
        return None
    return path if path.exists() else None


def _try(command: list[str], environment: dict[str, str]) -> None:
    # Whether it worked shows when we look for the programs again.
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    main()
