"""Stages on the real store. Django is imported inside: this file is read before the settings are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from redis import Redis

if TYPE_CHECKING:
    from archive.models import Photo, Release
    from tests.workers.stages import Upload


@pytest.fixture
def upload(db: None, buckets: None) -> Upload:
    """Call it with bytes, and a release and name if they matter: they are uploaded and received."""
    from tests.factories import make_photographer, make_release
    from tests.workers.stages import uploaded

    photographer = make_photographer("Anna")

    def put(body: bytes, release: Release | None = None, name: str = "IMG_1.JPG") -> Photo:
        return uploaded(body, photographer, release or make_release(), name)

    return put


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """The real broker, with this process's queues empty; a nudge waits for it however busy the machine is."""
    from django.conf import settings

    from workers import nudges
    from workers.urgency import Queue

    monkeypatch.setattr(nudges, "_PATIENCE", 60.0)
    nudges._broker.cache_clear()
    with Redis.from_url(settings.BROKER_URL) as broker:
        broker.delete(*Queue, "tick")
        yield broker
        broker.delete(*Queue, "tick")
    nudges._broker.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _closed_chamber() -> Iterator[None]:
    """Leave no chamber open behind a module's tests."""
    yield
    from workers.develop.develop import close_chamber, open_chamber

    close_chamber()
    open_chamber.cache_clear()
