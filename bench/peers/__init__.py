"""The contestants: each one's program, environment and version, or why it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from config.environment import ROOT
from workers.develop.chamber.host import KEEP_PAGES

_HERE = Path(__file__).parent
_SHARP = ROOT / "build" / "bench" / "sharp"
_SYSTEM = "/usr/bin"
_TIMEOUT = 20.0  # seconds for a program to print its version
_SHARP_VERSIONS = """
const { sharp, vips } = require("sharp").versions
console.log(`sharp ${sharp}, libvips ${vips}, node ${process.version}`)
"""
_ONE_THREAD = {
    "VIPS_CONCURRENCY": "1",
    "UV_THREADPOOL_SIZE": "1",
    "MAGICK_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
}


class MissingPeer(Exception):
    """The peer is not installed and cannot be; the text says why."""


@dataclass(frozen=True)
class Contestant:
    """A program that takes part; `missing` says why there is no command."""

    name: str
    command: tuple[str, ...]
    version: str
    extra: tuple[tuple[str, str], ...] = ()
    missing: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of its process."""
        return os.environ | _ONE_THREAD | {"PYTHONPATH": str(ROOT)} | dict(self.extra)


OURS, FLOOR = "ours", "floor"


def contestants() -> list[Contestant]:
    """All contestants; the others are compared with the first two."""
    pillow, ours = f"Pillow {version('pillow')}", f"cykooz-resizer {version('cykooz-resizer')}"
    memory = tuple(KEEP_PAGES.items())
    return [
        Contestant(OURS, _python("ours", "chamber"), f"{pillow}, {ours}"),
        Contestant(FLOOR, _python("floor"), pillow, memory),
        Contestant("ours, no chamber", _python("ours", "alone"), f"{pillow}, {ours}", memory),
        Contestant("Pillow, tuned", _python("pillow", "tuned"), pillow),
        Contestant("Pillow, naive", _python("pillow", "naive"), pillow),
        *_peers(),
    ]


def _peers() -> Iterator[Contestant]:
    yield from _found(("pyvips",), _vips)
    yield from _found(("sharp, tuned", "sharp, idiomatic"), _sharp)
    yield from _found(("ImageMagick",), _magick)


def _found(names: tuple[str, ...], find: Callable[[], list[Contestant]]) -> list[Contestant]:
    try:
        return find()
    except (MissingPeer, OSError, subprocess.CalledProcessError, ImportError) as error:
        return [Contestant(name, (), "", missing=str(error)) for name in names]


def _vips() -> list[Contestant]:
    import pyvips

    libvips = ".".join(str(pyvips.version(part)) for part in range(3))
    return [Contestant("pyvips", _python("vips"), f"pyvips {version('pyvips')}, libvips {libvips}")]


def _sharp() -> list[Contestant]:
    """Install sharp by npm from a lock file with hashes, outside the sources."""
    if not shutil.which("npm"):
        raise MissingPeer("no npm here")
    _SHARP.mkdir(parents=True, exist_ok=True)
    wanted = (_HERE / "package-lock.json").read_bytes()
    lock = _SHARP / "package-lock.json"
    if not (_SHARP / "node_modules").exists() or lock.read_bytes() != wanted:
        shutil.copy(_HERE / "package.json", _SHARP)
        lock.write_bytes(wanted)
        _run("npm", "ci", "--silent", "--no-audit", "--no-fund", cwd=_SHARP)
    versions = _run("node", "-e", _SHARP_VERSIONS, cwd=_SHARP)
    script = str(ROOT / "bench" / "contestants" / "sharp.mjs")
    return [
        Contestant(f"sharp, {manner}", ("node", script, str(_SHARP), manner), versions)
        for manner in ("tuned", "idiomatic")
    ]


def _magick() -> list[Contestant]:
    if not _magick_program() and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "install", "-y", "-q", "imagemagick")
    program = _magick_program()
    if not program:
        raise MissingPeer("not installed, and only root may install it (apt-get install imagemagick)")
    name = _run(program, "-version").splitlines()[0].removeprefix("Version: ").partition(" Q")[0]
    return [Contestant("ImageMagick", _python("magick", program), name)]


def _magick_program() -> str | None:
    """The first `magick`, else the first `convert`, whose version output is ImageMagick's.

    Other programs have these names too, so /usr/bin is searched before the path.
    """
    folders = [_SYSTEM, *os.environ["PATH"].split(os.pathsep)]
    found = (shutil.which(name, path=folder) for name in ("magick", "convert") for folder in folders)
    return next((program for program in found if program and _is_magick(program)), None)


def _is_magick(program: str) -> bool:
    try:
        done = subprocess.run(
            [program, "-version"], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.startswith(b"Version: ImageMagick ")


def _python(module: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"bench.contestants.{module}", *words)


def _run(*command: str, cwd: Path | None = None) -> str:
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
