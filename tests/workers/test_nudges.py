"""A row's next step becomes a message on the real broker that names only the queue."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings
from redis import Redis

from archive.models.work import fresh_work
from archive.states import PhotoState
from archive.workflow import update_row, update_rows
from tests.factories import make_photo, make_release
from workers import nudges, tasks  # noqa: F401  (importing it registers the tasks)
from workers.nudges import ENOUGH, nudge, waiting_messages
from workers.urgency import Queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker")]


def messages(broker: Redis, queue: Queue) -> list[Any]:
    """Task, arguments and whether a result is wanted, of each message that waits."""
    found = [json.loads(message) for message in broker.lrange(queue, 0, -1)]
    return [(one["headers"]["task"], json.loads(base64.b64decode(one["body"]))[0]) for one in found]


@pytest.mark.parametrize("queue", Queue)
def test_a_message_says_that_there_is_work_and_not_which(broker: Redis, queue: Queue) -> None:
    nudge(queue)
    assert messages(broker, queue) == [("workers.tasks.work", [queue.value])]
    assert "workers.tasks.work" in current_app.tasks
    assert waiting_messages(queue) == 1


def test_no_more_wait_than_are_of_use(broker: Redis) -> None:
    for _time in range(ENOUGH + 5):
        nudge(Queue.DEVELOP)
    nudge(Queue.PRESS, 500)
    assert (broker.llen("develop"), broker.llen("press")) == (ENOUGH, ENOUGH)


def test_many_rows_of_one_commit_are_one_message(
    broker: Redis, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    photos = [make_photo(state=PhotoState.READY) for _n in range(60)]
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        update_rows(photos, **fresh_work())
        update_row(make_release(), **fresh_work())
    assert (broker.llen("develop"), broker.llen("press")) == (1, 1)


def test_what_is_due_later_is_left_to_the_tick(
    broker: Redis, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        update_row(make_photo(), due_at=None)
    assert broker.llen("develop") == 0


def test_a_broker_that_is_down_costs_nobody_anything(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    nudges._broker.cache_clear()
    nudge(Queue.DEVELOP)
    assert waiting_messages("develop") == 0
    nudges._broker.cache_clear()
