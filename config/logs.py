"""Logging: one line per event, as JSON or as plain text, in the same format for our code and every library."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from time import monotonic

import structlog
from structlog.types import Processor

_REMIND_EVERY = 60.0  # seconds
_BROKER_LIBRARIES = {"kombu", "redis"}
_AWAY = {"ConnectionError", "OperationalError", "TimeoutError", "BusyLoadingError", "OutOfMemoryError"}
_NO_ROOM = "MISCONF"
"""In the answer of a broker that cannot write its file, above all on a full disk; in a pipeline's not at its begin."""

_QUIETER = {
    "boto3": logging.WARNING,
    "botocore": logging.WARNING,
    "urllib3": logging.WARNING,
    "s3transfer": logging.WARNING,
    "celery.worker.strategy": logging.WARNING,
    "celery.worker.request": logging.WARNING,  # each tick that expired while nobody could take it
    "celery.app.trace": logging.WARNING,
    "celery.beat": logging.WARNING,  # each tick that is sent: 17,000 lines a day
    "waitress.queue": logging.ERROR,  # each request that waits for a thread, however briefly
}


class Outages(logging.Filter):
    """Makes one line of what libraries say about a part that is away: `broker_down`, `record_down` or `store_down`.

    Celery's beat alone wrote 17 kB about each tick it could not send, and its workers 5 kB about each that found no
    database. The line tells the reason and is repeated once a minute.
    """

    def __init__(self) -> None:
        super().__init__()
        self._silent_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record of an outage; False, which drops it, when the outage was told within the last minute."""
        outage = next(filter(None, map(_outage_of, _errors_of(record))), None) or _failed_task(record)
        if outage is None:
            return True
        event, reason = outage
        now = monotonic()
        if now < self._silent_until.get(event, 0.0):
            return False
        self._silent_until[event] = now + _REMIND_EVERY
        record.msg, record.args, record.exc_info, record.exc_text = event, None, None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.reason = reason
        return True


class Addresses(logging.Filter):
    """Leaves secrets out of addresses that libraries write: whoever reads a log must not be able to open a link."""

    _SECRET = re.compile(r"(/(?:d|previews|press-mail/(?:confirm|off)|notices/off)/)[^/\s\"'?]+")

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message; it stays."""
        text = record.getMessage()
        if (clean := self._SECRET.sub(r"\1…", text)) != text:
            record.msg, record.args = clean, None
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


def _failed_task(record: logging.LogRecord) -> tuple[str, str] | None:
    """The outage that ended a task or a signal's handler; None where it was something else."""
    raised = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if raised is None or not record.name.startswith("celery."):
        return None
    for event, (module, names) in _PARTS.items():
        if any(kind.__module__ == module and kind.__name__ in names for kind in type(raised).__mro__):
            return event, str(raised)
    return None


def _outage_of(error: BaseException) -> tuple[str, str] | None:
    """What became of the broker. By name, because the command line reads without these libraries."""
    kind, reason = type(error), str(error)
    is_away = kind.__name__ in _AWAY or _NO_ROOM in reason
    return ("broker_down", reason) if is_away and kind.__module__.partition(".")[0] in _BROKER_LIBRARIES else None


_PARTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "record_down": ("django.db.utils", frozenset({"OperationalError", "InterfaceError"})),
    "store_down": ("archive.store.errors", frozenset({"StoreDown"})),
}
"""By event: the errors that say that a part is away, by name as above."""


def _tell_reason(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    reason = getattr(event.get("_record"), "reason", None)
    if reason:
        event["reason"] = reason
    return event


def configure_logs(log_format: str) -> None:
    """Send structlog and the standard library's loggers through one renderer to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    handler = logging.StreamHandler()
    handler.addFilter(Outages())
    handler.addFilter(Addresses())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _tell_reason],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(log_format)],
        )
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name, level in _QUIETER.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _renderers(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
