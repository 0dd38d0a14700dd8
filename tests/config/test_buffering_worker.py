"""The desk's server against slow clients: real sockets, and a real gunicorn with two threads."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli.stack.ports import choose_port
from config import buffering_worker
from config.buffering_worker import MAX_BODY, MAX_HEAD, REQUEST_SECONDS
from config.environment import ROOT

POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
SLOW = {
    "silence": (b"", b""),
    "headers": (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X"),
    "bodies": (POST + b"Content-Length: 5000\r\n\r\n", b"a"),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "readers": (b"GET /?size=8000000 HTTP/1.1\r\nHost: a\r\n\r\n", b""),
}
"""By what is slow: what a client sends at first, and then again and again."""


class Server:
    """gunicorn on a free port, as the desk's command starts it, with an application of the tests."""

    def __init__(self, log: Path, *options: str) -> None:
        self.port = choose_port(None, set())
        command = [
            *(sys.executable, "-m", "gunicorn", "tests.config.small_application:application"),
            *("--worker-class", "config.buffering_worker.BufferingWorker"),
            *("--bind", f"127.0.0.1:{self.port}", "--threads", "2", "--no-control-socket", *options),
        ]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        for _ in range(600):
            with suppress(OSError):
                self.ask()
                return
            time.sleep(0.1)
        raise AssertionError("gunicorn does not answer")

    def ask(self, method: str = "GET", path: str = "/", body: bytes | None = None) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 30)

    def children(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [int(pid) for pid in found.split()]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(120)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("gunicorn") / "log", "--workers", "1")
    yield running
    running.stop()


@pytest.mark.parametrize("what", SLOW)
def test_slow_clients_hold_nobody_up(what: str, server: Server) -> None:
    """Thirty of them against two threads."""
    begin, more = SLOW[what]
    with ExitStack() as open_ones:
        clients = [open_ones.enter_context(server.connect()) for _ in range(30)]
        for client in clients:
            client.sendall(begin)
        for _round in range(3):
            for client in clients:
                client.sendall(more)
            assert server.ask() == (200, b"0")


def test_a_slow_body_arrives_whole(server: Server) -> None:
    with server.connect() as client:
        client.sendall(POST + b"Content-Length: 5\r\nConnection: close\r\n\r\n")
        for byte in b"hello":
            client.sendall(bytes([byte]))
            time.sleep(0.05)
        assert client.makefile("rb").read().endswith(b"\r\n\r\n5")


def test_one_connection_carries_many_requests(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for size in (0, 10, 1_000_000):
            connection.request("POST", "/", b"x" * size)
            assert connection.getresponse().read() == str(size).encode()


@pytest.mark.parametrize(("query", "length"), [("", b"1"), ("?size=50", b"50"), ("?size=50&streamed=1", b"0")])
def test_head_is_answered_without_a_body(query: str, length: bytes, server: Server) -> None:
    """A body would be taken for the answer to the connection's next request."""
    with server.connect() as client:
        client.sendall(f"HEAD /{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        client.sendall(b"GET /?size=3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head, second, body = client.makefile("rb").read().split(b"\r\n\r\n")
    assert b"Content-Length: " + length in head.split(b"\r\n")
    assert (second.split(b"\r\n")[0], body) == (b"HTTP/1.1 200 OK", b"xxx")


TOO_MUCH = {
    "a body": (POST + b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1) + bytes(MAX_BODY + 1), b"413"),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (MAX_BODY + 1) + bytes(MAX_BODY + 1), b"413"),
    "headers": (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * MAX_HEAD + b"\r\n\r\n", b"431"),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_requests_have_a_limit(what: str, server: Server) -> None:
    request, status = TOO_MUCH[what]
    answer = b""
    # The server closes while the client is still sending, which may lose its answer.
    with server.connect() as client, suppress(ConnectionError):
        client.sendall(request)
        answer = client.recv(100)
    assert answer == b"" or answer.split()[1] == status
    assert server.ask("POST", body=bytes(MAX_BODY)) == (200, str(MAX_BODY).encode())


def test_a_request_that_takes_too_long_to_arrive_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = {"late": time.monotonic() - REQUEST_SECONDS - 1, "in time": time.monotonic()}
    monkeypatch.setattr(buffering_worker, "_Channel", SimpleNamespace)
    monkeypatch.setattr(buffering_worker, "_DatedRequest", SimpleNamespace)
    channels = {
        number: SimpleNamespace(request=SimpleNamespace(begun=moment), will_close=False)
        for number, moment in enumerate(begun.values())
    }
    channels[2] = SimpleNamespace(request=None, will_close=False)
    buffering_worker._close_late(channels)
    assert [channel.will_close for channel in channels.values()] == [True, False, False]


def test_what_has_arrived_is_still_answered_when_it_stops(tmp_path: Path) -> None:
    server = Server(tmp_path / "log", "--workers", "1")
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask(path="/?seconds=2")))
    asking.start()
    with server.connect() as idle:
        idle.sendall(SLOW["bodies"][0])
        while "begun" not in (tmp_path / "log").read_text("utf-8"):
            assert asking.is_alive()
            time.sleep(0.05)
        server.stop()
    asking.join()
    assert answers == [(200, b"0")]
    assert server.process.returncode == 0


def test_the_worker_ends_with_its_master(tmp_path: Path) -> None:
    server = Server(tmp_path / "log", "--workers", "1")
    (worker,) = server.children()
    server.process.kill()
    server.process.wait()
    for _ in range(600):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{worker}/stat").read_text("ascii").split()[2] == "Z":
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    raise AssertionError("the worker outlived its master")


def test_a_worker_is_replaced_after_its_requests(tmp_path: Path) -> None:
    server = Server(tmp_path / "log", "--workers", "1", "--max-requests", "5")
    (first,) = server.children()
    for _ in range(8):
        server.wait_until_it_answers()
    for _ in range(600):
        if first not in server.children():
            break
        time.sleep(0.1)
    assert first not in server.children()
    server.wait_until_it_answers()
    server.stop()
