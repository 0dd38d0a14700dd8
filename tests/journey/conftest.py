"""The journeys share one running stack; those that break its parts on purpose have one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journey.running_stack import RunningStack, run_stack


@pytest.fixture(scope="session")
def running() -> Iterator[RunningStack]:
    with run_stack() as opened:
        yield opened
