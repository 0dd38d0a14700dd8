"""What the speed costs: bytes, and similarity to a reference.

Similarity is SSIM (Wang et al. 2004, as in scikit-image, 7 × 7 window) of the luma, against Pillow's Lanczos of the
whole decoded photo. Only the middle seven tenths of the height count, because the credits above and below differ
between contestants.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from skimage.metrics import structural_similarity

from bench.contestants.protocol import Job, Step

_EDGE = 0.15
_BRIGHT = 180  # of 255


@dataclass(frozen=True)
class Quality:
    """Mean sum of the bytes of a photo's files, and mean SSIM of each step over the photos compared."""

    bytes: float
    ssim: dict[str, float]


def quality(job: Job, out: Path, compared: int) -> Quality:
    """The quality of the files in `out`, SSIM over the first `compared` photos; SystemExit for a wrong size."""
    there = Job(job.photos, job.steps, out, job.credit, job.font)
    total = sum(there.target(photo, step).stat().st_size for photo in job.photos for step in job.steps)
    ssim = {
        step.name: statistics.mean(
            _similarity(photo, step, there.target(photo, step)) for photo in job.photos[:compared]
        )
        for step in job.steps
    }
    return Quality(total / len(job.photos), ssim)


def check_marks(job: Job, out: Path) -> None:
    """SystemExit unless the files made of a black photo show a credit exactly where one is ordered."""
    there = Job(job.photos, job.steps, out, job.credit, job.font)
    for step in job.steps:
        made = there.target(job.photos[0], step)
        with Image.open(made) as image:
            brightest = max(value for value, count in enumerate(image.convert("L").histogram()) if count)
        if (brightest > _BRIGHT) != step.mark:
            raise SystemExit(f"{made} should {'' if step.mark else 'not '}carry a credit")


def _similarity(photo: Path, step: Step, made: Path) -> float:
    wanted = _reference(photo, step)
    with Image.open(made) as image:
        if _size_difference(image.size, wanted.size) > 1:
            raise SystemExit(f"{made} has {image.size}, not {wanted.size}")
        seen = image.convert("L")
    height = min(seen.height, wanted.height)
    rows = slice(round(height * _EDGE), round(height * (1 - _EDGE)))
    width = min(seen.width, wanted.width)
    one, other = (np.asarray(picture, dtype=np.float32)[rows, :width] for picture in (seen, wanted))
    return float(structural_similarity(one, other, data_range=255))


def _size_difference(size: tuple[int, int], other: tuple[int, int]) -> int:
    """The largest difference of a side in pixels; peers round the shorter side differently."""
    return max(abs(size[0] - other[0]), abs(size[1] - other[1]))


@lru_cache(maxsize=16)
def _reference(photo: Path, step: Step) -> Image.Image:
    with Image.open(photo) as image:
        picture = ImageOps.exif_transpose(image).convert("RGB")
    size = step.size(*picture.size)
    return (picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)).convert("L")
