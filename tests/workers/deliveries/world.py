"""The world outside: a website on a loopback port that notes what it is sent and answers what a test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = ["127.0.0.0/8"]


@dataclass
class Website:
    """`requests` are method, path, headers in small letters and body; `statuses` the next answers, then 204."""

    url: str = ""
    requests: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    slow: bool = False
    enough: int = 0
    """So many requests end what is slow."""


@contextmanager
def website() -> Iterator[Website]:
    site = Website()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.command, self.path, headers, body))
            if len(site.requests) == site.enough:
                site.hold.set()
            if site.slow:
                site.hold.wait(120)
            status = site.statuses.pop(0) if site.statuses else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{site.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PURGE = do_POST  # noqa: N815  (the name that the base class looks for)

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield site
        finally:
            site.hold.set()
            server.shutdown()
            thread.join()
