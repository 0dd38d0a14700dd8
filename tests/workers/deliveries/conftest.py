"""A website for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.workers.deliveries.world import Website


@pytest.fixture
def site(settings: Settings) -> Iterator[Website]:
    """A website in a network that the house allows."""
    from tests.workers.deliveries.world import LOOPBACK, website

    settings.WEBHOOK_NETWORKS = LOOPBACK
    with website() as site:
        yield site
