"""The protocol between bench and contestants: a job comes as a line of JSON; `{}` or own figures go back.

Imports only the standard library, so that a contestant loads nothing it does not need.
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
        """The extension of the file's name."""
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
    """Photos and the steps to make of each, as `<out>/<photo's stem>-<step>.<ext>`."""

    photos: tuple[Path, ...]
    steps: tuple[Step, ...]
    out: Path
    credit: str
    font: Path

    def target(self, photo: Path, step: Step) -> Path:
        """The path of a file."""
        return self.out / f"{photo.stem}-{step.name}.{step.extension}"

    def line(self) -> str:
        """The job as a line of JSON."""
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
    """CPU and wall time in seconds."""

    cpu: float
    wall: float


def serve(perform: Callable[[Job], Spent | None]) -> None:
    """Report readiness, then do each job until stdin ends. Only the floor reports figures of its own."""
    print("{}", flush=True)
    for line in sys.stdin:
        spent = perform(_parsed(line))
        print(json.dumps(asdict(spent) if spent else {}), flush=True)
