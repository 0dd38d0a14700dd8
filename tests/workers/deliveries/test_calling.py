"""Calls to strangers: to the address that was checked, within a time, reading a little, following nobody."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from archive.publishing import answers
from archive.publishing.subscribers import may_be_called
from tests.workers.deliveries.world import Website
from workers.deliveries.calling import CallFailed, Request, call

PUBLIC = "93.184.216.34"


def post(url: str, seconds: float = 60) -> int:
    return call(Request("POST", url, {"webhook-id": "msg_1"}, b"{}"), may_be_called, seconds)


def failure(url: str, seconds: float = 60) -> str:
    with pytest.raises(CallFailed) as caught:
        post(url, seconds)
    return caught.value.key


def test_a_request_arrives_whole_and_its_status_comes_back(site: Website) -> None:
    site.statuses = [503]
    assert post(f"{site.url}/hook?a=1") == 503
    [(method, path, headers, body)] = site.requests
    assert (method, path, body) == ("POST", "/hook?a=1", "{}")
    assert headers["webhook-id"] == "msg_1"
    assert headers["host"] == site.url.removeprefix("http://")


def test_nobody_follows_a_redirect(site: Website) -> None:
    site.statuses = [302]
    assert post(f"{site.url}/hook") == 302
    assert [path for _method, path, *_rest in site.requests] == ["/hook"]


def test_a_name_that_leads_to_a_private_address_is_not_called(settings: Settings, site: Website) -> None:
    settings.WEBHOOK_NETWORKS = []
    assert failure(f"http://localhost:{site.url.rpartition(':')[2]}/") == answers.PRIVATE
    assert failure("https://169.254.169.254/latest") == answers.PRIVATE
    assert site.requests == []


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and private a moment later."""
    looked_up, dialled = iter([PUBLIC, "127.0.0.1"]), []

    def look_up(_host: str, port: int, **_kind: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(looked_up), port))]

    def dial(address: tuple[str, int], **_options: Any) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    assert failure("https://rebinding.example/hook") == answers.NO_CONNECTION
    assert dialled == [(PUBLIC, 443)]


def test_a_name_with_a_private_address_among_public_ones_is_called_at_those(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ("10.0.0.1", PUBLIC, "8.8.8.8")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    dialled = []

    def dial(address: tuple[str, int], **_options: Any) -> socket.socket:
        dialled.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(socket, "create_connection", dial)
    assert failure("https://mixed.example/hook") == answers.TIMEOUT
    assert dialled == [PUBLIC, "8.8.8.8"], "one after the other, as one of them may be down"


@pytest.mark.parametrize(
    ("says", "key"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", answers.NO_HTTP),
        (b"", answers.NO_CONNECTION),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 100_000, "200"),
        (b"HTTP/1.1 204 \r\n" + b"X-Header: 1\r\n" * 200 + b"\r\n", answers.NO_HTTP),
    ],
    ids=["other protocol", "silence", "endless body", "endless headers"],
)
def test_whatever_answers_costs_little(site: Website, says: bytes, key: str) -> None:
    with _Server(says) as port:
        url = f"http://127.0.0.1:{port}/"
        assert (str(post(url)) if key == "200" else failure(url)) == key


@pytest.mark.parametrize("pause", [0.05, 0.01], ids=["in its first line", "among its headers"])
def test_an_answer_that_drips_is_cut_in_time(site: Website, pause: float) -> None:
    server = _Server(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000, pause=pause)
    with server as port:
        assert failure(f"http://127.0.0.1:{port}/", seconds=0.5) == answers.TIMEOUT
    assert server.said < len(server.says)


def test_a_handshake_that_stands_still_is_cut_in_time(site: Website) -> None:
    with _Server(b"", pause=60) as port:
        assert failure(f"https://127.0.0.1:{port}/", seconds=0.3) == answers.TIMEOUT


@pytest.mark.parametrize(
    ("url", "key"),
    [("https://no-such-name.invalid/", answers.NO_NAME), ("http://127.0.0.1:1/", answers.NO_CONNECTION)],
)
def test_nobody_is_there(site: Website, url: str, key: str) -> None:
    assert failure(url) == key


def test_a_name_server_that_never_answers_is_not_waited_for(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [over.wait(60)][:0])
    assert failure("https://slow-name.example/", seconds=0.05) == answers.TIMEOUT
    over.set()


class _Server:
    """Takes one connection, and says this byte by byte where there is a `pause`."""

    def __init__(self, says: bytes, pause: float = 0) -> None:
        self.says, self.pause, self.over, self.said = says, pause, threading.Event(), 0

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return int(self.socket.getsockname()[1])

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.socket.shutdown(socket.SHUT_RDWR)  # nobody may have called
        self.thread.join()
        self.socket.close()

    def _serve(self) -> None:
        try:
            connection, _address = self.socket.accept()
        except OSError:
            return
        with connection:
            try:
                connection.recv(65536)
                if not self.pause:
                    connection.sendall(self.says)
                for byte in self.says if self.pause else b"":
                    connection.sendall(bytes([byte]))
                    self.said += 1
                    if self.over.wait(self.pause):
                        return
                if self.pause and not self.says:
                    self.over.wait(self.pause)
            except OSError:
                return
