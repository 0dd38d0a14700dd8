"""Pillow alone: `python -m bench.contestants.pillow naive | tuned`."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bench.contestants.protocol import Job, Step, serve


def naive(job: Job) -> None:
    """Open, orient, resize, mark and save separately for each file."""
    for photo in job.photos:
        for step in job.steps:
            with Image.open(photo) as image:
                picture = ImageOps.exif_transpose(image).convert("RGB")
            size = step.size(*picture.size)
            if size != picture.size:
                picture = picture.resize(size, Image.Resampling.LANCZOS)
            _mark(picture, job, step)
            _save(picture, job, photo, step)


def tuned(job: Job) -> None:
    """Decode once, at a smaller scale where libjpeg offers one; each size from the one before, with `reducing_gap`."""
    for photo in job.photos:
        with Image.open(photo) as image:
            image.draft("RGB", max((step.size(*image.size) for step in job.steps), key=max))
            picture = ImageOps.exif_transpose(image).convert("RGB")
        for step in sorted(job.steps, key=lambda step: step.edge or max(picture.size), reverse=True):
            size = step.size(*picture.size)
            if size != picture.size:
                picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            marked = picture.copy() if step.mark else picture
            _mark(marked, job, step)
            _save(marked, job, photo, step)


def _mark(picture: Image.Image, job: Job, step: Step) -> None:
    if step.mark:
        em = step.letters(picture.size)
        corner = picture.width - em // 2, picture.height - em // 2
        ImageDraw.Draw(picture).text(corner, job.credit, fill="white", font=_font(str(job.font), em), anchor="rd")


@lru_cache(maxsize=32)
def _font(path: str, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, em)


def _save(picture: Image.Image, job: Job, photo: Path, step: Step) -> None:
    if step.format == "jpeg":
        picture.save(job.target(photo, step), "JPEG", quality=step.quality, subsampling="4:2:0")
    else:
        picture.save(job.target(photo, step), "WEBP", quality=step.quality, method=step.method)


if __name__ == "__main__":
    serve({"naive": naive, "tuned": tuned}[sys.argv[1]])
