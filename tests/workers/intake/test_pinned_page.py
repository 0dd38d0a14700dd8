"""A page is fetched from nowhere but the address, whole and small or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workers.intake import pinned_page
from workers.intake.pinned_page import PageNotFetched, fetch


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/hangs":
            threading.Event().wait(2)
            return
        self.send_response({"/moved": 302, "/gone": 404}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/page")
        self.end_headers()
        self.wfile.write(b"x" * (70_000 if self.path == "/large" else 5))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_page_is_fetched(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned_page, "_SECONDS", 60)
    assert fetch(f"{server}/page") == b"xxxxx"


@pytest.mark.parametrize("path", ["/moved", "/gone", "/large", "/hangs"])
def test_what_is_no_small_page_is_an_error(server: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned_page, "_SECONDS", 0.5)
    with pytest.raises(PageNotFetched):
        fetch(server + path)


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(PageNotFetched):
        fetch("http://127.0.0.1:9/page")
