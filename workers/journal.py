"""The journal: each stage of a photo or release is a log line, a measurement and, where asked for, a trace span.

The lines are named after the stages and carry ids and seconds, never names or texts. `received`, which takes no time of
its own, is logged by `workers.intake.receive`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import structlog

from workers.metrics import STAGE_SECONDS
from workers.traces import span

log = structlog.get_logger(__name__)

Stage = Literal["developed", "attached", "sealed", "published", "withdrawn"]


@contextmanager
def stage(name: Stage, **ids: Any) -> Iterator[None]:
    """Measure the block as a stage. One that fails leaves no line here: its failure is recorded elsewhere."""
    began = time.monotonic()
    with span(name, ids):
        yield
    note(name, time.monotonic() - began, **ids)


def note(name: Stage, seconds: float, **ids: Any) -> None:
    """Note a stage that took so many seconds."""
    STAGE_SECONDS.labels(name).observe(seconds)
    log.info(name, seconds=round(seconds, 3), **ids)
