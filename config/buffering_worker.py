"""A gunicorn worker that no slow client can hold up: waitress's server under gunicorn's supervision.

One loop reads every request to its end and sends every answer; a thread is busy only while Django works. gunicorn's
own `gthread` reads bodies in the thread that works on them, so that a handful of slow clients stops the desk.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

MAX_BODY = 10_000_000  # bytes; deploy/Caddyfile has the same
MAX_HEAD = 64 << 10
REQUEST_SECONDS = 120.0
"""What a client has for one request, from its first byte to its last; a body of the allowed size needs 85 KB/s."""
IDLE_SECONDS = 60
_ROUND = 0.5  # seconds between two looks at the clock and at signals

# By descriptor: the listening sockets, the connections, and what wakes the loop.
Channels = dict[int, Any]


class _DatedRequest(HTTPRequestParser):
    """Knows when its first byte came."""

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.begun = time.monotonic()


class _Channel(HTTPChannel):
    parser_class = _DatedRequest


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn ships no types
    """Name it by `--worker-class`; it obeys gunicorn's bind, threads, worker-connections, max-requests and timeouts."""

    def init_process(self) -> None:
        """Allow as many files as the system permits: each connection is one."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop; then finish what has arrived, and close."""
        channels: Channels = {}
        server = self._server(channels)
        while self.alive:
            self._turn(channels)
            if os.getppid() != self.ppid:
                self.log.info("Parent changed, shutting down: %s", self)
                break
        _stop_accepting(channels)
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while _is_busy(channels) and time.monotonic() < deadline:
            self._turn(channels)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(channels)

    def _turn(self, channels: Channels) -> None:
        self.notify()
        wasyncore.poll2(_ROUND, channels)
        _close_late(channels)

    def _server(self, channels: Channels) -> Any:
        server = create_server(
            self._counted,
            map=channels,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            connection_limit=self.cfg.worker_connections,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_body_size=MAX_BODY + 1,  # the first size that waitress refuses
            max_request_header_size=MAX_HEAD,
            log_socket_errors=False,
            ident=None,
            # Whether X-Forwarded-… counts is Django's to decide, by BILDSTELLE_TRUSTED_PROXIES.
            clear_untrusted_proxy_headers=False,
        )
        for listener in channels.values():
            if isinstance(listener, BaseWSGIServer):
                listener.channel_class = _Channel
        return server

    def _counted(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.nr += 1
        if self.nr == self.max_requests:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        answer: Iterable[bytes] = self.wsgi(environ, start_response)
        return _without_body(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer


def _without_body(answer: Iterable[bytes]) -> Iterable[bytes]:
    """Django leaves it to the server to answer HEAD by the head alone.

    waitress would send the body too. Whoever asks next on the connection, such as the proxy for somebody else, would
    take it for the answer.
    """
    if hasattr(answer, "close"):
        answer.close()
    return [b""]


def _stop_accepting(channels: Channels) -> None:
    for channel in channels.values():
        channel.accepting = False


def _is_busy(channels: Channels) -> bool:
    """Whether a whole request waits for its answer, or an answer for its reader."""
    return any(
        channel.requests or channel.total_outbufs_len for channel in channels.values() if isinstance(channel, _Channel)
    )


def _close_late(channels: Channels) -> None:
    """Close connections whose request takes too long to arrive; waitress itself only minds those that are silent."""
    latest = time.monotonic() - REQUEST_SECONDS
    for channel in channels.values():
        if isinstance(channel, _Channel) and isinstance(channel.request, _DatedRequest):
            channel.will_close |= channel.request.begun < latest
