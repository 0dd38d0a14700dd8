"""The journeys share one running stack; those that break its parts on purpose have one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journey.running_stack import RunningStack, run_stack

# A tick ends embargoes; a shorter interval only makes the tests faster.
QUICK = {"BILDSTELLE_TICK_EVERY": "2"}


@pytest.fixture(scope="package")
def running() -> Iterator[RunningStack]:
    with run_stack(environment=QUICK) as opened:
        yield opened
