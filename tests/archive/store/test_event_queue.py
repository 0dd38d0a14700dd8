"""The queue as a real server of SQS has it."""

from __future__ import annotations

import pytest

from archive.store import event_queue
from archive.store.errors import StoreDown
from archive.store.event_queue import BATCH, EventQueue, _client
from tests.sqs_server import SqsServer


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_queue, "_LONG_POLL", 1)


def test_messages_come_in_batches_and_stay_until_they_are_deleted(sqs: SqsServer) -> None:
    url = sqs.make_queue("batches")
    for n in range(BATCH + 1):
        sqs.send(url, f"Grüße {n}")
    queue = EventQueue(url)
    first = queue.receive()
    assert len(first) == BATCH
    assert first[0].body.decode().startswith("Grüße")
    assert {message.receives for message in first} == {1}
    queue.delete(first[1:])
    again = [message for _turn in range(3) for message in queue.receive()]
    assert {message.id for message in again} >= {first[0].id}
    assert max(message.receives for message in again) > 1
    queue.delete(list({message.id: message for message in again}.values()))
    assert queue.receive() == []


@pytest.mark.parametrize("queue", ["http://127.0.0.1:9/1/x", "/000000000000/none"], ids=["away", "no-such-queue"])
def test_every_failure_is_an_outage_that_names_the_queue(sqs: SqsServer, queue: str) -> None:
    url = queue if queue.startswith("http") else sqs.url + queue
    with pytest.raises(StoreDown, match=url):
        EventQueue(url).receive()


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://sqs.eu-central-1.amazonaws.com/123456789012/uploads", "eu-central-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/uploads", "cn-north-1"),
        ("http://localhost:9324/000000000000/uploads", "us-east-1"),
    ],
)
def test_the_region_is_that_of_the_url(url: str, region: str) -> None:
    client = _client(url)
    assert client.meta.region_name == region
    assert url.startswith(client.meta.endpoint_url)
