"""Logging: one line per event, as JSON or as plain text, in the same format for our code and every library."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from time import monotonic

import structlog

_REMIND_EVERY = 60.0  # seconds
_BROKER_LIBRARIES = {"kombu", "redis"}
_OUTAGES = {"ConnectionError", "OperationalError", "TimeoutError"}


class BrokerOutages(logging.Filter):
    """Makes one line of what libraries say about a broker that does not answer: `broker_down` with the reason.

    Celery's beat alone wrote 17 kB about each tick it could not send, with the stack in the message. The line is
    repeated once a minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self._silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record of an outage; False, which drops it, when the outage was told within the last minute."""
        reason = next((str(error) for error in _errors_of(record) if _is_outage(error)), None)
        if reason is None:
            return True
        now = monotonic()
        if now < self._silent_until:
            return False
        self._silent_until = now + _REMIND_EVERY
        record.msg, record.args, record.exc_info, record.exc_text = "broker_down", None, None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.reason = reason
        return True


def _errors_of(record: logging.LogRecord) -> Iterator[BaseException]:
    """The errors a record was written with or about, and those that led to them."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    raised = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    for found in (raised, *arguments):
        error = found if isinstance(found, BaseException) else None
        while error is not None:
            yield error
            error = error.__cause__ or error.__context__


def _is_outage(error: BaseException) -> bool:
    """By name, because the command line reads without these libraries."""
    kind = type(error)
    return kind.__module__.partition(".")[0] in _BROKER_LIBRARIES and kind.__name__ in _OUTAGES


def _tell_reason(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    reason = getattr(event.get("_record"), "reason", None)
    if reason:
        event["reason"] = reason
    return event


def configure_logs(log_format: str) -> None:
    """Send structlog and the standard library's loggers through one renderer to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    tail: list[structlog.types.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        tail.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler()
    handler.addFilter(BrokerOutages())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=[*shared, _tell_reason], processors=[*tail, renderer])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for chatty in (
        "boto3",
        "botocore",
        "urllib3",
        "s3transfer",
        "celery.worker.strategy",
        "celery.app.trace",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of every request that waits for a thread, however briefly.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
