"""The reader of the queue: nothing is deleted before it is recorded, and nothing holds up the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from queue import Queue
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from structlog.testing import capture_logs

from archive.models import Receipt
from archive.store import event_queue
from archive.store.errors import StoreDown
from archive.store.event_queue import EventQueue
from cli.stack.ports import choose_port
from config.environment import ROOT
from tests.sqs_server import SqsServer, run_sqs
from tests.workers.intake.test_events import DETAIL
from tests.workers.intake.test_receiver import told
from workers.intake import notices, queue_reader
from workers.intake.queue_reader import QueueReader

UNREADABLE = '{"Records": [{}]}'


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_queue, "_LONG_POLL", 1)
    monkeypatch.setattr(queue_reader, "_FIRST_WAIT", 0.05)
    # A test is one transaction on one connection.
    monkeypatch.setattr(queue_reader, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def queue(sqs: SqsServer, request: pytest.FixtureRequest) -> str:
    return sqs.make_queue(f"q{abs(hash(request.node.name))}")


def envelope(message: str) -> str:
    return json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:x:1:t", "Message": message})


@pytest.mark.django_db
def test_all_shapes_are_recorded_and_then_deleted(sqs: SqsServer, queue: str) -> None:
    detail: Any = json.loads(json.dumps(DETAIL))
    detail["detail"]["bucket"]["name"] = settings.BUCKET_INCOMING
    bodies = [
        *(told("a/b/direct.jpg").decode(), envelope(told("a/b/sns.jpg").decode()), json.dumps(detail)),
        *(
            envelope(json.dumps({"Event": "s3:TestEvent"})),
            '{"Event": "s3:TestEvent"}',
            told("a/b/direct.jpg").decode(),
        ),
        told("a/b/other.jpg").decode().replace(settings.BUCKET_INCOMING, "elsewhere"),
    ]
    for body in bodies:
        sqs.send(queue, body)
    reader = QueueReader(EventQueue(queue))
    for _turn in range(20):
        if not sqs.left(queue):
            break
        reader.turn()
    names = {key.rpartition("/")[2] for key in Receipt.objects.values_list("key", flat=True)}
    assert names == {"direct.jpg", "sns.jpg", "Bürger 1+2.jpg"}


@pytest.mark.django_db
def test_what_cannot_be_read_is_left_to_the_dead_letter_queue_with_one_line(sqs: SqsServer) -> None:
    dead = sqs.make_queue("dead")
    arn = sqs.client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "2"})
    queue = sqs.make_queue("poisoned", RedrivePolicy=policy)
    for body in (UNREADABLE, told("a/b/c.jpg").decode()):
        sqs.send(queue, body)
    reader = QueueReader(EventQueue(queue))
    deadline = time.monotonic() + 30
    with capture_logs() as lines:
        while not sqs.left(dead) and time.monotonic() < deadline:
            reader.turn()
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["event_unreadable"]
    assert (sqs.left(queue), sqs.left(dead), Receipt.objects.count()) == (0, 1, 1)


@pytest.mark.django_db
def test_an_outage_of_the_record_is_waited_for_with_the_message_in_hand(
    sqs: SqsServer, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs.send(queue, told("a/b/c.jpg").decode())
    answers = iter([OperationalError("the database is away")] * 3)
    real, left = notices.record_events, []

    def record(events: Any) -> int:
        left.append(sqs.left(queue))
        if error := next(answers, None):
            raise error
        return real(events)

    monkeypatch.setattr(queue_reader, "record_events", record)
    with capture_logs() as lines:
        QueueReader(EventQueue(queue)).turn()
    assert left == [1] * 4, "nothing is deleted before it is recorded"
    assert (sqs.left(queue), Receipt.objects.count()) == (0, 1)
    events = [line["event"] for line in lines if line["event"].startswith("event_")]
    assert events == ["event_not_recorded", "event_not_recorded_no_more"]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [StoreDown("this key alone"), RuntimeError("a bug")])
def test_a_message_that_fails_alone_does_not_hold_up_the_others(
    sqs: SqsServer, queue: str, monkeypatch: pytest.MonkeyPatch, made_buckets: None, fault: Exception
) -> None:
    real = notices.record_events

    def record(events: Any) -> int:
        if events[0].key.endswith("bad.jpg"):
            raise fault
        return real(events)

    monkeypatch.setattr(queue_reader, "record_events", record)
    for name in ("bad", "good"):
        sqs.send(queue, told(f"a/b/{name}.jpg").decode())
    QueueReader(EventQueue(queue)).turn()
    assert (sqs.left(queue), Receipt.objects.get().key) == (1, "a/b/good.jpg")


def test_the_process_says_when_the_queue_goes_and_comes_and_ends_when_asked() -> None:
    port = choose_port(None, set())
    environment = os.environ | {"BILDSTELLE_SQS_URL": f"http://127.0.0.1:{port}/123456789012/uploads"}
    command = [sys.executable, "-m", "workers.intake"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines: Queue[str] = Queue()

            def follow() -> None:
                for line in process.stderr or ():
                    lines.put(json.loads(line)["event"])

            threading.Thread(target=follow).start()
            assert [lines.get(timeout=60), lines.get(timeout=60)] == ["queue_read", "queue_down"]
            with run_sqs(port) as server:
                server.send(server.make_queue("uploads"), '{"Event": "s3:TestEvent"}')
                assert lines.get(timeout=60) == "queue_down_no_more", "and no other line meanwhile"
                time.sleep(0.5)  # it polls for 20 s now
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=15) == 0
        finally:
            process.kill()


def test_one_that_is_asked_to_stop_just_before_it_polls_does_not_poll() -> None:
    reader = QueueReader(EventQueue("http://127.0.0.1:9/1/x"))
    reader.stop()
    with pytest.raises(SystemExit):
        reader.turn()


def test_without_a_queue_the_process_says_so() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "BILDSTELLE_SQS_URL"}
    command = [sys.executable, "-m", "workers.intake"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "BILDSTELLE_SQS_URL" in done.stderr) == (1, True)
