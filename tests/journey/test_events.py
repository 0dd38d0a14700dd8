"""Events as other stores send them: from SQS, with a key nobody encoded, and of an object that is not there."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.journey.running_stack import TIMEOUT, RunningStack, get, picture, run_stack
from tests.sqs_server import HoldingProxy, SqsServer

pytestmark = pytest.mark.journey
LAST_LOOK = "update archive_photo set received_at = received_at - interval '1 hour' where filename = %s returning id"


@dataclass(frozen=True)
class Ways:
    """A stack that learns of uploads from events alone: nobody sweeps within the hour, and its store tells nothing."""

    running: RunningStack
    sqs: SqsServer
    proxy: HoldingProxy
    queue: str

    def upload(self, key: str) -> str:
        """Put a photo; return its event as S3 writes it, with the key as it stands."""
        put = self.running.s3.put_object(Bucket="incoming", Key=key, Body=picture())
        return event(key, put["VersionId"])


@pytest.fixture(scope="module")
def ways(sqs: SqsServer) -> Iterator[Ways]:
    with HoldingProxy(sqs.url) as proxy:
        queue = sqs.make_queue("held", VisibilityTimeout="3")
        settings = {
            "BILDSTELLE_SQS_URL": queue.replace(sqs.url, proxy.url),
            "BILDSTELLE_SWEEP_OPEN_EVERY": "3600",
            "BILDSTELLE_SWEEP_ALL_EVERY": "3600",
            "BILDSTELLE_TICK_EVERY": "2",
        }
        with run_stack(webhook=False, environment=settings) as running:
            yield Ways(running, sqs, proxy, queue)
        proxy.shutdown()


def event(key: str, version: str) -> str:
    thing = {"key": key, "size": 1, "eTag": "abc", "versionId": version}
    record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "incoming"}, "object": thing}}
    return json.dumps({"Records": [record]})


def test_a_reader_killed_between_commit_and_delete_loses_and_doubles_nothing(ways: Ways) -> None:
    running, release, photographer = ways.running, ways.running.make_release(), ways.running.make_photographer()[0]
    ways.sqs.send(ways.queue, ways.upload(f"{photographer}/{release}/first.jpg"))
    assert running.wait_until_developed(release, 1) == {"ready": 1}
    running.wait(lambda: not ways.sqs.left(ways.queue))

    ways.proxy.held = "DeleteMessageBatch"
    ways.sqs.send(ways.queue, ways.upload(f"{photographer}/{release}/second.jpg"))
    assert ways.proxy.holds.wait(TIMEOUT)
    assert running.states(release).total() == 2, "it is recorded before it is deleted"
    os.kill(running.stack.services["queue"].pid, signal.SIGKILL)
    ways.proxy.held = ""
    running.wait(lambda: not ways.sqs.left(ways.queue), describe=lambda: "the message is still in the queue")
    assert running.wait_until_developed(release, 2) == {"ready": 2}
    receipts = running.rows("select key from archive_receipt where key like %s", f"{photographer}/%")
    assert len(receipts) == 2
    running.assert_everything_agrees()


def test_a_key_that_nobody_encoded_is_that_photo_and_a_ghost_is_closed_and_cleared(ways: Ways) -> None:
    running, release, photographer = ways.running, ways.running.make_release(), ways.running.make_photographer()[0]
    headers = {"Authorization": f"Bearer {running.environment['BILDSTELLE_EVENTS_TOKEN']}"}
    folder = f"{photographer}/{release}"
    for body in (ways.upload(f"{folder}/raw+plus.jpg"), event(f"{folder}/ghost.jpg", "")):
        told = get(f"{running.environment['BILDSTELLE_PUBLIC_URL']}/events/s3", headers, body.encode())
        assert (told.status, told.json) == (200, {"received": 1})
    problem = "select state, problem from archive_photo where filename = %s"
    running.wait(lambda: running.rows(problem, "ghost.jpg") == [("received", "upload_missing")])
    assert running.rows(LAST_LOOK, "ghost.jpg")
    swept = {row["repair"]: row["count"] for row in running.run("sweep", "--json")}
    assert (swept["closed"], swept["received"]) == (1, 0)
    assert running.wait_until_developed(release, 2) == {"ready": 1, "refused": 1}
    assert running.rows(problem, "ghost.jpg") == [("refused", "upload_missing")]
    running.run("decline", release, "ghost.jpg")
    assert running.states(release) == {"ready": 1, "declined": 1}
    running.assert_everything_agrees()
