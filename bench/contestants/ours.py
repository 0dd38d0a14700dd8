"""Ours: everything production does for a photo except storing it. `python -m bench.contestants.ours chamber | alone`.

It computes the original's SHA-256, reads header and metadata, and writes every rendition with credit and SHA-256.
"""

from __future__ import annotations

import hashlib
import sys
from functools import partial
from pathlib import Path

from bench.contestants.protocol import Job, Step, serve
from pipelines.imaging import darkroom
from pipelines.recipes import Limits, Profile, RenditionOrder
from pipelines.watermark.style import WatermarkStyle
from workers.develop.chamber import Chamber

LIMITS = Limits()


def profile(step: Step) -> Profile:
    """The step as a profile of the project."""
    return Profile.model_validate(
        {
            "name": step.name,
            "format": step.format,
            "long_edge": step.edge,
            "quality": step.quality,
            "watermark": "overlay" if step.mark else "none",
            "style": WatermarkStyle(size=step.em, smallest=step.smallest),
        }
        | ({"method": step.method} if step.format == "webp" else {})
    )


def orders(job: Job, photo: Path) -> tuple[RenditionOrder, ...]:
    """The orders for one photo; their digests name the files as the job expects."""
    return tuple(
        RenditionOrder(
            profile=profile(step), digest=f"{photo.stem}-{step.name}", credit=job.credit if step.mark else None
        )
        for step in job.steps
    )


def in_chamber(job: Job, chamber: Chamber) -> None:
    """As `workers.develop.develop` does: two chamber jobs per photo."""
    for photo in job.photos:
        _hash(photo)
        chamber.inspect(photo, LIMITS)
        chamber.develop(photo, orders(job, photo), job.out, LIMITS)


def alone(job: Job) -> None:
    """The same in this process."""
    for photo in job.photos:
        _hash(photo)
        darkroom.inspect(photo, LIMITS)
        darkroom.develop(photo, orders(job, photo), job.out, LIMITS)


def _hash(photo: Path) -> str:
    with photo.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Serve, with a chamber or alone, as the command line says."""
    if sys.argv[1] == "alone":
        serve(alone)
        return
    with Chamber(memory=LIMITS.memory, deadline=LIMITS.seconds) as chamber:
        serve(partial(in_chamber, chamber=chamber))


if __name__ == "__main__":
    main()
