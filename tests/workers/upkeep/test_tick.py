"""The tick: what has come due is nudged, each row at most once in its own time; on the session's real broker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from redis import Redis

from archive.models import Photo, Release
from tests.factories import make_photo, make_release
from tests.workers.child_processes import ended_holder
from workers.upkeep.tick import expire_releases, nudge_due, tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queues() -> Iterator[Redis]:
    """This process's queues, empty."""
    with Redis.from_url(settings.BROKER_URL) as broker:
        broker.delete("develop", "press")
        yield broker
        broker.delete("develop", "press")


def due(**fields: Any) -> dict[str, Any]:
    now = timezone.now()
    return {"due_at": now - timedelta(seconds=1), "nudge_after": now - timedelta(seconds=1)} | fields


def test_a_due_row_is_reminded_of_once_in_its_own_time() -> None:
    photo = make_photo(**due())
    later = timezone.now() + timedelta(hours=1)
    for waiting in ({"due_at": later}, {"nudge_after": later}, {"lease_until": later}, {"due_at": None}):
        make_photo(**due() | waiting)
    assert nudge_due(Photo, Q()) == 1
    assert nudge_due(Photo, Q()) == 0
    photo.refresh_from_db()
    assert photo.nudges == 1
    assert photo.nudge_after is not None
    assert photo.nudge_after > timezone.now()


def test_each_row_is_nudged_where_its_next_step_is_done(queues: Redis) -> None:
    make_photo(**due())
    make_photo(state="approved", **due())
    make_release(**due())
    tick()
    assert (queues.llen("develop"), queues.llen("press")) == (1, 2)


def test_a_crowded_queue_is_not_crowded_further(queues: Redis) -> None:
    make_photo(**due())
    make_photo(state="approved", **due())
    queues.rpush("develop", *[b"x"] * 100)
    tick()
    assert (queues.llen("develop"), queues.llen("press")) == (100, 1)


def test_what_a_dead_worker_held_is_due_again(queues: Redis) -> None:
    held = due(lease_until=timezone.now() + timedelta(minutes=1), leased_by=ended_holder())
    photo = make_photo(state="developing", **held)
    tick()
    photo.refresh_from_db()
    assert (photo.state, photo.lease_until) == ("received", None)
    assert queues.llen("develop") == 1


def test_a_release_past_its_end_is_withdrawn_by_the_machine() -> None:
    past = make_release(state="live", expires_at=timezone.now() - timedelta(seconds=1))
    to_come = make_release(state="live", expires_at=timezone.now() + timedelta(hours=1))
    expire_releases()
    assert Release.objects.get(pk=past.pk).state == "withdrawn"
    assert past.decisions.get().actor_name == "machine"
    assert Release.objects.get(pk=to_come.pk).state == "live"
