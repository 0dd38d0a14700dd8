"""The tick: a queue with due rows is nudged, what the dead held is freed, what is over is taken off."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown
from pytest_django import DjangoAssertNumQueries
from redis import Redis

from archive.models import Photo, Release
from tests.factories import make_photo, make_release
from tests.workers.child_processes import ended_holder
from workers import tasks
from workers.metrics import LAST_TICK
from workers.nudges import ENOUGH
from workers.upkeep.tick import expire_releases, moments_ahead, tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker")]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The moment at which the clock stands still."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def due(**fields: Any) -> dict[str, Any]:
    return {"due_at": timezone.now() - timedelta(seconds=1)} | fields


def test_each_queue_gets_a_message_for_each_row_that_is_due(broker: Redis) -> None:
    make_photo(**due())
    make_photo(state="approved", **due())
    make_release(**due())
    later = timezone.now() + timedelta(hours=1)
    held = {"lease_until": timezone.now() + timedelta(minutes=1)}
    for waiting in ({"due_at": later}, held, {"due_at": None}):
        make_photo(**due() | waiting)
    tick()
    assert (broker.llen("develop"), broker.llen("press")) == (1, 2)


def test_a_tick_that_finds_nothing_asks_little(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """It runs every few seconds, and what costs is building and sending queries."""
    make_photo(make_release(state="live"), "live")
    with django_assert_num_queries(11):
        tick()


def test_a_tick_says_when_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    before = time.time()
    tick()
    (sample,) = (one for family in LAST_TICK.collect() for one in family.samples)
    assert before <= sample.value <= time.time()
    monkeypatch.setattr("workers.upkeep.tick.expire_releases", Mock(side_effect=OperationalError))
    with pytest.raises(OperationalError):
        tick()
    assert [one.value for family in LAST_TICK.collect() for one in family.samples] == [sample.value]


def test_a_tick_adds_only_what_is_missing(broker: Redis) -> None:
    for _photo in range(ENOUGH + 3):
        make_photo(**due())
    broker.rpush("develop", *[b"x"] * 5)
    tick()
    tick()
    assert broker.llen("develop") == ENOUGH


def test_what_a_dead_worker_held_is_due_again(broker: Redis) -> None:
    held = due(lease_until=timezone.now() + timedelta(minutes=1), leased_by=ended_holder())
    photo = make_photo(state="developing", **held)
    tick()
    photo.refresh_from_db()
    assert (photo.state, photo.lease_until) == ("received", None)
    assert broker.llen("develop") == 1


def test_a_release_past_its_end_is_withdrawn_by_the_machine() -> None:
    past = make_release(state="live", expires_at=timezone.now() - timedelta(seconds=1))
    to_come = make_release(state="live", expires_at=timezone.now() + timedelta(hours=1))
    expire_releases()
    assert Release.objects.get(pk=past.pk).state == "withdrawn"
    assert past.decisions.get().actor_name == "machine"
    assert Release.objects.get(pk=to_come.pk).state == "live"


def test_a_photo_goes_when_the_right_to_use_it_ends(broker: Redis) -> None:
    """A live one for good, with a version without it to be made; an approved one may still get a later end."""
    release = make_release(state="live")
    past = timezone.now() - timedelta(seconds=1)
    live, approved, declined = (
        make_photo(release, state, rights_end_at=past) for state in ("live", "approved", "declined")
    )
    staying = make_photo(release, "live", rights_end_at=timezone.now() + timedelta(hours=1))
    tick()
    states = dict(Photo.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (live, approved, staying, declined)] == ["withdrawn", "ready", "live", "declined"]
    (told,) = live.decisions.all()
    assert (told.action, told.actor_name, told.before["state"]) == ("right_ended", "machine", "live")
    release.refresh_from_db()
    assert release.due_at is not None
    assert broker.llen("press") == 1, "the same tick asks for the version without it"
    tick()
    assert live.decisions.count() == 1


def test_what_ends_between_two_ticks_is_looked_at_at_that_moment(
    broker: Redis, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    embargo, end, right, later = (now + timedelta(seconds=seconds) for seconds in (1, 2, 3, 6))
    make_release(state="scheduled", due_at=embargo)
    make_photo(make_release(state="live", expires_at=end), "live", rights_end_at=right)
    make_photo(make_release(state="live", expires_at=later), "declined", rights_end_at=embargo)
    make_release(state="draft", due_at=embargo)
    with django_assert_num_queries(1):
        assert moments_ahead() == [embargo, end, right]
    tasks.tick()
    headers = [json.loads(message)["headers"] for message in broker.lrange("tick", 0, -1)]
    assert {one["task"] for one in headers} == {"workers.tasks.tick_once"}
    asked = sorted(datetime.fromisoformat(one["eta"]) for one in headers)
    late = [moment - due_at for moment, due_at in zip(asked, (embargo, end, right), strict=True)]
    assert min(late) > timedelta(0)
    assert max(late) < timedelta(seconds=0.1)


def test_the_moments_are_asked_for_before_the_tick_is_at_work(
    broker: Redis, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that passes meanwhile would be neither due for this tick nor ahead of it."""
    release = make_release(state="scheduled", due_at=now + timedelta(seconds=2))
    passes = Release.objects.filter(pk=release.pk)
    monkeypatch.setattr("workers.upkeep.tick.tick", lambda: passes.update(due_at=None))
    tasks.tick()
    assert broker.llen("tick") == 1


def test_a_tick_is_done_though_the_broker_goes_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    make_release(state="scheduled", due_at=timezone.now() + timedelta(minutes=1))
    monkeypatch.setattr("django.conf.settings.TICK_EVERY", 120)
    monkeypatch.setattr("celery.app.base.Celery.send_task", Mock(side_effect=BrokerDown))
    tasks.tick()
