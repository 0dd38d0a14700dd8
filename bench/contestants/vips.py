"""pyvips: `thumbnail` for each file, which lets libjpeg shrink while decoding; the credit is drawn through a mask."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyvips

from bench.contestants.protocol import Job, Step, serve

# Without the cache, no operation is answered from an earlier round.
pyvips.cache_set_max(0)

# More pixels than a JPEG's side can have, so the photo keeps its size.
_BEYOND = 65_536


def perform(job: Job) -> None:
    """Make every file of every photo."""
    for photo in job.photos:
        for step in job.steps:
            picture = _scaled(photo, step)
            if step.mark:
                picture = _marked(picture, job, step)
            _save(picture, str(job.target(photo, step)), step)


def _scaled(photo: Path, step: Step) -> pyvips.Image:
    edge = step.edge or _BEYOND
    return pyvips.Image.thumbnail(str(photo), edge, height=edge, size="down")


def _marked(picture: pyvips.Image, job: Job, step: Step) -> pyvips.Image:
    em = step.letters((picture.width, picture.height))
    mask = _mask(job.credit, str(job.font), em)
    left, top = picture.width - mask.width - em // 2, picture.height - mask.height - em // 2
    return picture.draw_mask([255, 255, 255], mask, left, top)


@lru_cache(maxsize=32)
def _mask(credit: str, font: str, em: int) -> pyvips.Image:
    text = pyvips.Image.text(credit, font=f"Source Sans 3 Semibold {em}", fontfile=font, dpi=72)
    return text.copy_memory()


def _save(picture: pyvips.Image, target: str, step: Step) -> None:
    if step.format == "jpeg":
        picture.jpegsave(target, Q=step.quality, subsample_mode="on", optimize_coding=False, keep="none")
    else:
        picture.webpsave(target, Q=step.quality, effort=step.method, keep="none")


if __name__ == "__main__":
    serve(perform)
