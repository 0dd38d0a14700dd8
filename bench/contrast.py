"""The credit's WCAG contrast over each photo, as `pipelines.watermark.drawing` measured it while drawing."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.contestants.ours import LIMITS, orders
from bench.contestants.protocol import Job
from pipelines.imaging import darkroom
from pipelines.watermark.drawing import Overlay, overlaid


@dataclass(frozen=True)
class Contrast:
    """Of one photo's renditions: lowest and median contrast, and how many of the `marks` (credits) lie on a plate."""

    photo: str
    lowest: float
    median: float
    plates: int
    marks: int


def contrast(job: Job, photo: Path) -> Contrast:
    """Develop the photo and record each overlay that is drawn; equal sizes are drawn once."""
    seen: list[Overlay] = []

    @contextmanager
    def recording(*args: Any, **options: Any) -> Iterator[Overlay]:
        with overlaid(*args, **options) as overlay:
            seen.append(overlay)
            yield overlay

    with patch.object(darkroom, "overlaid", recording):
        darkroom.develop(photo, orders(job, photo), job.out, LIMITS)
    found = [overlay.contrast for overlay in seen]
    plates = sum(overlay.plate > 0 for overlay in seen)
    return Contrast(photo.stem, min(found), statistics.median(found), plates, len(seen))
