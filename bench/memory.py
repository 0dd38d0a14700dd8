"""Peak memory of the chamber's child, on the largest photos that the limits allow: `python -m bench.memory`.

Resident memory and address space are the kernel's high-water marks (VmHWM, VmPeak) of the child, read every few
milliseconds while it lives. Each photo gets a new chamber with the limits of `config/renditions.toml`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from PIL.ExifTags import Base

from bench.contestants.ours import orders
from bench.contestants.protocol import Job
from bench.ladders import CREDIT, default_ladder
from bench.report import table, write
from cli.sample.picture import draw_scene
from config.environment import ROOT
from pipelines.imaging.adobe_rgb import ADOBE_RGB
from pipelines.recipes import load_recipes
from pipelines.refusal import Refusal
from pipelines.watermark.typeface import FONT_FILE
from workers.develop.chamber import Chamber, ChamberCrash

_LIMITS = load_recipes((ROOT / "config" / "renditions.toml").read_text("utf-8")).limits
_EVERY = 0.003  # seconds
_TURNED = 6


@dataclass(frozen=True)
class Case:
    """A 3:2 photo to make, with its megapixels and Pillow's name of the format."""

    name: str
    megapixels: float
    format: str
    options: tuple[tuple[str, object], ...] = ()
    camera: bool = False  # AdobeRGB and rotated

    def make(self, folder: Path) -> Path:
        """Write the photo into `folder` and return its path."""
        longer = int((self.megapixels * 1e6 * 1.5) ** 0.5)
        picture = draw_scene(self.name, "bench", 1, (6000, 4000)).resize(
            (longer, int(longer / 1.5)), Image.Resampling.BICUBIC
        )
        extra: dict[str, object] = {"exif": _exif(), "icc_profile": ADOBE_RGB} if self.camera else {}
        path = folder / f"photo.{self.format.lower()}"
        picture.save(path, self.format, **dict(self.options), **extra)
        return path


CASES = (
    Case("24 MP JPEG", 24, "JPEG", (("quality", 92),)),
    Case(
        f"{_LIMITS.jpeg_megapixels:g} MP JPEG, progressive, turned, AdobeRGB",
        _LIMITS.jpeg_megapixels,
        "JPEG",
        (("quality", 92), ("progressive", True)),
        camera=True,
    ),
    Case(
        "102 MP JPEG, progressive, turned, AdobeRGB",
        102,
        "JPEG",
        (("quality", 92), ("progressive", True), ("subsampling", 0)),
        camera=True,
    ),
    Case(f"{_LIMITS.webp_megapixels:g} MP WebP", _LIMITS.webp_megapixels, "WEBP", (("quality", 60), ("method", 0))),
    Case(f"{_LIMITS.other_megapixels:g} MP PNG", _LIMITS.other_megapixels, "PNG", (("compress_level", 1),)),
    Case(f"{_LIMITS.other_megapixels:g} MP TIFF", _LIMITS.other_megapixels, "TIFF"),
    Case(f"{_LIMITS.other_megapixels:g} MP AVIF", _LIMITS.other_megapixels, "AVIF", (("quality", 80), ("speed", 10))),
)


@dataclass
class Marks:
    """High-water marks in KiB: resident memory, address space."""

    resident: int = 0
    space: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Read the marks of all grandchildren of this process until `stop`."""
        while not self._over.wait(_EVERY):
            for child in _children(os.getpid()):
                for grandchild in _children(child):
                    self._read(grandchild)

    def stop(self) -> None:
        """End `watch`."""
        self._over.set()

    def _read(self, pid: int) -> None:
        try:
            lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
        except (OSError, UnicodeDecodeError):  # it ended meanwhile
            return
        pairs = (line.partition(":") for line in lines)
        values = {name: int(value.split()[0]) for name, _, value in pairs if value.endswith("kB")}
        self.resident = max(self.resident, values.get("VmHWM", 0))
        self.space = max(self.space, values.get("VmPeak", 0))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text("ascii").split())
        except OSError:  # the thread ended meanwhile
            continue
    return found


@contextmanager
def watched() -> Iterator[Marks]:
    """Watch during the block; the marks are complete when it ends."""
    marks = Marks()
    thread = threading.Thread(target=marks.watch)
    thread.start()
    try:
        yield marks
    finally:
        marks.stop()
        thread.join()


def measure(case: Case, folder: Path) -> tuple[str, ...]:
    """Measure one case; its row of the table."""
    path = case.make(folder)
    steps, _ = default_ladder()
    job = Job((path,), steps, folder, CREDIT, FONT_FILE)
    before = time.perf_counter()
    with watched() as marks, Chamber(memory=_LIMITS.memory, deadline=_LIMITS.seconds) as chamber:
        try:
            chamber.inspect(path, _LIMITS)
            made = chamber.develop(path, orders(job, path), folder, _LIMITS).renditions
            outcome = f"{len(made)} files, the largest {max(max(one.width, one.height) for one in made)} px"
        except (Refusal, ChamberCrash) as error:
            outcome = f"{type(error).__name__}: {error}"
    took = time.perf_counter() - before
    megabytes = path.stat().st_size / 1e6
    resident, space = (f"{1024 * mark / 1e6:.0f}" for mark in (marks.resident, marks.space))
    return case.name, f"{megabytes:.0f}", resident, space, f"{took:.1f}", outcome


def _exif() -> bytes:
    exif = Image.Exif()
    exif[Base.Orientation] = _TURNED
    return exif.tobytes()


def main() -> None:
    """Measure every case, print the table, write it into the README if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    rows = []
    for case in CASES:
        with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder:
            rows.append(measure(case, Path(folder)))
        print(*rows[-1], sep=" | ", flush=True)
    shown = table(("photo", "MB", "resident, MB", "address space, MB", "wall s", "outcome"), rows)
    if options.write:
        write({"memory": shown})


if __name__ == "__main__":
    main()
