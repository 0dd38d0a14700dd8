"""Logs: one line an event, ours and the libraries' alike."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from celery.beat import SchedulingError
from django.db import OperationalError as RecordDown
from kombu.exceptions import OperationalError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError
from redis.retry import Retry

from archive.store.errors import KeyUnknown
from config import logs
from config.environment import ROOT
from config.logs import configure_logs

PROGRAM = """
import logging, sys, structlog, warnings
from config import logs
from config.logs import configure_logs
configure_logs(sys.argv[1])
structlog.get_logger("ours").info("received", key="anna/ö.jpg")
logging.getLogger("theirs").warning("late by %d s", 3)
logging.getLogger("botocore").info("chatter")
logging.getLogger("django.request").warning("%s: %s", "Gone", "/d/secret.token/send/")
logging.getLogger("django.request").warning("Not Found: /press-mail/off/secret/")
warnings.warn("goes away")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("theirs").exception("broken")
"""


def lines(log_format: str) -> list[str]:
    """What a process of its own logs: the settings are the whole process's."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_a_line_an_event_with_the_traceback_inside() -> None:
    ours, theirs, *refused, warned, broken = map(json.loads, lines("json"))
    assert (ours["event"], ours["key"], ours["level"], ours["logger"]) == ("received", "anna/ö.jpg", "info", "ours")
    assert (theirs["event"], theirs["level"]) == ("late by 3 s", "warning")
    assert [line["event"] for line in refused] == ["Gone: /d/…/send/", "Not Found: /press-mail/off/…/"]
    assert "goes away" in warned["event"]
    assert "ZeroDivisionError" in broken["exception"]
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("word", ["received", "late by 3 s", "ZeroDivisionError", "key=anna/ö.jpg"])
def test_text_says_the_same_for_people(word: str) -> None:
    assert word in "\n".join(lines("text"))


class TestOutages:
    """Celery and Django write pages about a part that is away; the tests raise the libraries' real errors."""

    @pytest.fixture
    def written(self) -> Iterator[io.StringIO]:
        """What is logged during the test, as JSON."""
        root, sink = logging.getLogger(), io.StringIO()
        before = root.handlers
        configure_logs("json")
        handler = root.handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(sink)
        yield sink
        root.handlers = before

    def raise_outage(self) -> None:
        """As Celery's beat meets it: the driver's error inside one of its own."""
        try:
            Redis(port=1, retry=Retry(NoBackoff(), 0)).ping()
        except RedisError as error:
            raise SchedulingError(f"Couldn't apply scheduled task tick: {error}") from error

    def test_a_minute_of_it_is_one_line(self, written: io.StringIO) -> None:
        for _tick in range(12):
            try:
                self.raise_outage()
            except SchedulingError as error:
                logging.getLogger("celery.beat").error("Message Error: %s\n%s", error, ["a stack"] * 99, exc_info=True)
        (line,) = written.getvalue().splitlines()
        told = json.loads(line)
        assert (told["event"], told["level"], told["logger"]) == ("broker_down", "warning", "celery.beat")
        assert "refused" in told["reason"]
        assert "exception" not in told

    def test_one_that_is_only_named_in_the_message_too(self, written: io.StringIO) -> None:
        told = "consumer: Cannot connect to %s: %s.\n%s"
        logging.getLogger("celery.worker").error(told, "redis://", OperationalError("Error 111"), "Trying again")
        assert json.loads(written.getvalue())["event"] == "broker_down"

    def test_it_is_told_again_a_minute_later(self, written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
        for now in (100.0, 159.0, 161.0):
            monkeypatch.setattr(logs, "monotonic", lambda now=now: now)
            logging.getLogger("celery").error("%s", OperationalError("Error 111"))
        assert len(written.getvalue().splitlines()) == 2

    def test_another_error_keeps_its_traceback(self, written: io.StringIO) -> None:
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            logging.getLogger("celery.beat").exception("Message Error: %s", "x")
        assert "ZeroDivisionError" in json.loads(written.getvalue())["exception"]

    @pytest.mark.parametrize(
        ("error", "event"),
        [
            (ResponseError("MISCONF Errors writing to the AOF file: No space left on device"), "broker_down"),
            (
                ResponseError("Command # 1 (HDEL unacked x) of pipeline caused error: MISCONF Errors writing"),
                "broker_down",
            ),
            (OutOfMemoryError("command not allowed when used memory > 'maxmemory'."), "broker_down"),
            (RecordDown("connection refused"), "record_down"),
            (KeyUnknown("press: InvalidAccessKeyId"), "store_down"),
        ],
        ids=["no room", "no room in a pipeline", "no memory", "database", "store"],
    )
    def test_a_task_that_an_outage_ends_is_one_line_too(
        self, error: Exception, event: str, written: io.StringIO
    ) -> None:
        for _tick in range(3):
            try:
                raise error
            except type(error):
                logging.getLogger("celery.app.trace").exception(
                    "Task workers.tasks.tick[1] raised unexpected: %r", error
                )
        told = json.loads(written.getvalue())
        assert (told["event"], told["level"], told["reason"]) == (event, "warning", str(error))
        assert "exception" not in told

    def test_what_our_code_says_of_the_database_stays(self, written: io.StringIO) -> None:
        try:
            raise RecordDown("connection refused")
        except RecordDown:
            logging.getLogger("workers.slices").exception("unexpected")
        assert "connection refused" in json.loads(written.getvalue())["exception"]


@pytest.mark.parametrize(
    "address",
    ["/previews/key.signature/", "/press-mail/confirm/a:b:c/", "/press-mail/off/a:b/", "/notices/off/a:b/"],
)
def test_what_opens_a_link_is_in_no_log(address: str) -> None:
    root = logging.getLogger()
    before, sink = root.handlers, io.StringIO()
    configure_logs("json")
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(sink)
    logging.getLogger("django.request").warning("%s: %s", "Gone", address, extra={"status_code": 410})
    root.handlers = before
    said = json.loads(sink.getvalue())["event"]
    assert said == f"Gone: {address.rsplit('/', 2)[0]}/…/"
