"""A row's next step becomes a message on the real broker, in the queue of the worker that does it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from archive.models import Photo, Release
from archive.states import PhotoState
from tests.factories import make_photo, make_release
from workers import tasks  # noqa: F401  (importing it registers the tasks)
from workers.nudges import next_task, nudge, waiting_messages

pytestmark = pytest.mark.django_db


def messages_for(row: Photo | Release, queue: str) -> list[dict[str, Any]]:
    """The headers of the messages in a queue that name this row."""
    with Redis.from_url(settings.BROKER_URL) as broker:
        found = [json.loads(message) for message in broker.lrange(queue, 0, -1)]
    return [one["headers"] for one in found if json.loads(base64.b64decode(one["body"]))[0] == [row.pk]]


@pytest.mark.parametrize("state", PhotoState)
def test_each_next_step_is_a_task(state: PhotoState) -> None:
    assert next_task(Photo(state=state)) in current_app.tasks
    assert next_task(Release()) in current_app.tasks


@pytest.mark.parametrize(
    ("state", "task", "queue"),
    [
        (PhotoState.RECEIVED, "workers.tasks.develop", "develop"),
        (PhotoState.READY, "workers.tasks.develop", "develop"),
        (PhotoState.APPROVED, "workers.tasks.seal", "press"),
        (PhotoState.LIVE, "workers.tasks.seal", "press"),
    ],
)
def test_a_photos_message_reaches_its_worker(state: PhotoState, task: str, queue: str) -> None:
    photo = make_photo(state=state)
    nudge(photo)
    [message] = messages_for(photo, queue)
    assert (message["task"], message["ignore_result"]) == (task, True)
    assert waiting_messages(queue)


def test_a_releases_message_reaches_the_press_worker() -> None:
    release = make_release()
    nudge(release)
    assert [message["task"] for message in messages_for(release, "press")] == ["workers.tasks.publish"]
