"""A website for each test, and patience for whatever a busy machine does to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.workers.deliveries.world import Website


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are no test's concern; those that are set theirs."""
    from workers.deliveries import calling, purging, send

    monkeypatch.setattr(send, "_SLICE", 600.0)
    monkeypatch.setattr(purging, "_SECONDS", 600.0)
    monkeypatch.setattr(calling, "_CONNECT_SECONDS", 60.0)
    monkeypatch.setattr(calling.call, "__defaults__", (60.0,))


@pytest.fixture
def site(settings: Settings) -> Iterator[Website]:
    """A website in a network that the house allows."""
    from tests.workers.deliveries.world import LOOPBACK, website

    settings.WEBHOOK_NETWORKS = LOOPBACK
    with website() as site:
        yield site
