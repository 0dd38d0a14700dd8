"""The journey's tests share one press office; those that break its parts on purpose have their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journey.running_stack import Office, open_office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    with open_office() as opened:
        yield opened
