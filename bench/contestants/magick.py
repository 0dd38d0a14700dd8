"""ImageMagick, one command per photo: one decode, each size from the one before, marked copies written on the way.

`python -m bench.contestants.magick <its program>`
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.contestants.protocol import Job, Step, serve

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "convert"


def perform(job: Job) -> None:
    """Make every file of every photo."""
    for photo in job.photos:
        subprocess.run([PROGRAM, *command(job, photo)], check=True)


def command(job: Job, photo: Path) -> list[str]:
    """The arguments that make all files of one photo."""
    words = [str(photo), "-auto-orient", "-strip", "-filter", "Lanczos"]
    for step in sorted(job.steps, key=lambda step: step.edge or sys.maxsize, reverse=True):
        if step.edge:
            words += ["-resize", f"{step.edge}x{step.edge}>"]
        words += [
            "(",
            "+clone",
            *_mark(job, step),
            *_encoder(step),
            "-write",
            str(job.target(photo, step)),
            "+delete",
            ")",
        ]
    return [*words, "null:"]


def _mark(job: Job, step: Step) -> list[str]:
    if not step.mark:
        return []
    em = step.letters((step.edge or 4000, 0))
    place = ["-gravity", "SouthEast", "-annotate", f"+{em // 2}+{em // 2}", job.credit]
    return ["-font", str(job.font), "-pointsize", str(em), "-fill", "white", *place]


def _encoder(step: Step) -> list[str]:
    if step.format == "jpeg":
        options = ["-sampling-factor", "4:2:0", "-interlace", "none", "-define", "jpeg:optimize-coding=false"]
    else:
        options = ["-define", f"webp:method={step.method}"]
    return ["-quality", str(step.quality), *options]


if __name__ == "__main__":
    serve(perform)
