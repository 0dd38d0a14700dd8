"""Call a stranger's web address: only where it may be, only for so long, and reading only so much of the answer.

The name is looked up once. The address that was checked is the one that is called, so that a name which leads elsewhere
a moment later changes nothing. Redirects are answers like any other: nobody follows them.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import SplitResult, urlsplit

from archive.publishing import answers

SECONDS = 10.0
"""How long a whole call may take, from looking up the name to the answer's end."""
_CONNECT_SECONDS = 5.0
"""How much of it looking up the name may take, and then connecting."""
_MAX_BODY = 4096

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MayBeCalled = Callable[[Address], bool]


@dataclass(frozen=True)
class Request:
    """What to send where."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class CallFailed(Exception):
    """No answer could be had; `key` is one of `archive.publishing.answers`."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def call(request: Request, may_be_called: MayBeCalled, seconds: float = SECONDS) -> int:
    """Send it, and return the answer's status. Raises CallFailed."""
    with connected(request.url, may_be_called, seconds) as connection:
        return exchange(connection, request)


@contextmanager
def connected(url: str, may_be_called: MayBeCalled, seconds: float = SECONDS) -> Iterator[http.client.HTTPConnection]:
    """A connection to the server of this address, cut after that many seconds. Raises CallFailed."""
    parts, until = urlsplit(url), time.monotonic() + seconds
    plain = _dial(parts, may_be_called, until)
    # A second handle on the same connection: shutting it down ends a read in any state, a handshake included.
    handle = plain.dup()
    cut = threading.Event()
    timer = threading.Timer(until - time.monotonic(), _cut, (handle, cut))
    timer.daemon = True
    timer.start()
    try:
        with _failures(cut):
            connection = _speak(parts, plain)
            yield connection
    finally:
        timer.cancel()
        plain.close()
        handle.close()


def exchange(connection: http.client.HTTPConnection, request: Request) -> int:
    """One request and its answer, of which no more than a little is read."""
    parts = urlsplit(request.url)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    headers = {"Host": parts.netloc.rpartition("@")[2], **request.headers}
    connection.request(request.method, target if target.startswith("/") else f"/{target}", request.body, headers)
    answer = connection.getresponse()
    if len(answer.read(_MAX_BODY)) == _MAX_BODY:
        connection.close()
    return answer.status


def _dial(parts: SplitResult, may_be_called: MayBeCalled, until: float) -> socket.socket:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allowed = [address for address in _look_up(parts.hostname or "", port, until) if may_be_called(address)]
    failed = answers.PRIVATE
    for address in allowed:  # a website may be up at one of them alone
        try:
            return socket.create_connection((str(address), port), timeout=_left(until))
        except TimeoutError:
            failed = answers.TIMEOUT
        except OSError:
            failed = answers.NO_CONNECTION
        if time.monotonic() >= until:
            break
    raise CallFailed(failed)


def _look_up(host: str, port: int, until: float) -> list[Address]:
    """In a thread of its own: nothing else ends a look-up that waits for a stranger's name server."""
    found: SimpleQueue[list[Any]] = SimpleQueue()
    threading.Thread(target=_resolve, args=(host, port, found.put), daemon=True).start()
    try:
        entries = found.get(timeout=_left(until))
    except Empty:
        raise CallFailed(answers.TIMEOUT) from None
    if not entries:
        raise CallFailed(answers.NO_NAME)
    return [ipaddress.ip_address(str(sockaddr[0]).partition("%")[0]) for *_kind, sockaddr in entries]


def _resolve(host: str, port: int, tell: Callable[[list[Any]], None]) -> None:
    try:
        tell(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        tell([])


def _left(until: float) -> float:
    """The seconds that looking up or connecting may still take."""
    return max(0.001, min(_CONNECT_SECONDS, until - time.monotonic()))


def _speak(parts: SplitResult, plain: socket.socket) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host)
    connection.auto_open = 0  # it would look the name up by itself
    connection.sock = _trust().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
    return connection


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _cut(handle: socket.socket, cut: threading.Event) -> None:
    cut.set()
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


@contextmanager
def _failures(cut: threading.Event) -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallFailed(answers.TIMEOUT if cut.is_set() else _key_of(error)) from error
    if cut.is_set():  # Python takes a connection that ends among the headers for their end
        raise CallFailed(answers.TIMEOUT)


def _key_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return answers.TIMEOUT
    if isinstance(error, ssl.SSLCertVerificationError):
        return answers.NO_TRUST
    is_http = isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError)
    return answers.NO_HTTP if is_http or isinstance(error, ValueError) else answers.NO_CONNECTION
