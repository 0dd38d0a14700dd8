"""The floor: one decode, and the encodes of the same pixels that ours encodes; no resize, credit, hash or file.

Those pixels are made before the clock starts; so this contestant reports its own CPU (getrusage) and wall time.
"""

from __future__ import annotations

import time
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from bench.contestants.ours import LIMITS, orders
from bench.contestants.protocol import Job, Spent, serve
from pipelines.imaging import darkroom
from pipelines.imaging.encode import encode
from pipelines.recipes import Profile

Encode = tuple[Image.Image, Profile]


def perform(job: Job) -> Spent:
    """Do all photos; only decodes and encodes are timed."""
    cpu = wall = 0.0
    for photo in job.photos:
        encodes = _encodes(job, photo)
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        _work(photo, encodes)
        cpu += time.process_time() - cpu_before
        wall += time.perf_counter() - wall_before
    return Spent(cpu, wall)


def _work(photo: Path, encodes: list[Encode]) -> None:
    with Image.open(photo) as image:
        image.draft(image.mode, _largest(image, encodes))
        image.load()
    for picture, profile in encodes:
        encode(picture, profile)


def _largest(image: Image.Image, encodes: list[Encode]) -> tuple[int, int]:
    """The largest size needed, in the file's orientation: the decoder may shrink to it."""
    longer, shorter = sorted(max((picture.size for picture, _ in encodes), key=max), reverse=True)
    return (longer, shorter) if image.width >= image.height else (shorter, longer)


def _encodes(job: Job, photo: Path) -> list[Encode]:
    """Record the darkroom's calls of its encoder, with copies of the pixels."""
    seen: list[Encode] = []

    def record(image: Image.Image, profile: Profile) -> bytes:
        seen.append((image.copy(), profile))
        return encode(image, profile)

    with patch.object(darkroom, "encode", record):
        darkroom.develop(photo, orders(job, photo), job.out, LIMITS)
    return seen


if __name__ == "__main__":
    serve(perform)
