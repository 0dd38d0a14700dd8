"""What bench and contestants say to each other: a job, a line of JSON in; an empty answer, or its own figures, out.

Standard library only, so that a contestant loads nothing but what it is about.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One file to make: `edge` is the longer side in pixels, None the photo's own.

    The credit's height is `em` times the file's longer side, at least `smallest` pixels.
    """

    name: str
    format: str
    edge: int | None
    quality: int
    method: int
    mark: bool
    em: float
    smallest: int

    @property
    def extension(self) -> str:
        """How the file's name ends."""
        return {"jpeg": "jpg"}.get(self.format, self.format)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size of this step for a photo of `width` and `height`, never enlarged."""
        longest = max(width, height)
        edge = min(self.edge or longest, longest)
        return max(1, round(width * edge / longest)), max(1, round(height * edge / longest))

    def letters(self, size: tuple[int, int]) -> int:
        """The credit's height in pixels."""
        return max(self.smallest, round(self.em * max(size)))


@dataclass(frozen=True)
class Job:
    """Photos, each to be made into every step, as `<out>/<photo's stem>-<step>.<ext>`."""

    photos: tuple[Path, ...]
    steps: tuple[Step, ...]
    out: Path
    credit: str
    font: Path

    def target(self, photo: Path, step: Step) -> Path:
        """Where a file goes."""
        return self.out / f"{photo.stem}-{step.name}.{step.extension}"

    def line(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self), default=str) + "\n"


def _parsed(line: str) -> Job:
    data = json.loads(line)
    return Job(
        photos=tuple(map(Path, data["photos"])),
        steps=tuple(Step(**step) for step in data["steps"]),
        out=Path(data["out"]),
        credit=data["credit"],
        font=Path(data["font"]),
    )


@dataclass(frozen=True)
class Spent:
    """Seconds."""

    cpu: float
    wall: float


def serve(perform: Callable[[Job], Spent | None]) -> None:
    """Say that everything is loaded, then do each job until stdin ends. Only the floor reports figures of its own."""
    print("{}", flush=True)
    for line in sys.stdin:
        spent = perform(_parsed(line))
        print(json.dumps(asdict(spent) if spent else {}), flush=True)
