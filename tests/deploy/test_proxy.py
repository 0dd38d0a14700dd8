"""deploy/Caddyfile alone, before servers that tell what reached them: what it lets through, adds, and takes away."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.stack.ports import choose_port
from config.environment import ROOT
from tests.deploy.compose import Ground


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked; as a store does, with the content type that the query wishes, and with an error
    for what is `gone`."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]  # the fixture's counter
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"line": self.requestline, "headers": self.headers.items()}).encode()
        page = "response-content-type" in self.path or self.path.endswith(".html")
        self.send_response(404 if "gone" in self.path or self.path == "/press/404" else 200)
        self.send_header("Content-Type", "text/html" if page else "image/jpeg")
        self.send_header("Cache-Control", "public, max-age=30")
        self.send_header("ETag", '"of what is there"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer  # noqa: N815  (the base class's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Keep quiet."""


class Proxy:
    """Caddy with our file, and an echo for each of the two servers behind it."""

    def __init__(self, folder: Path, upstreams: dict[str, ThreadingHTTPServer]) -> None:
        self.desk, self.uploads, health = (choose_port(None, set()) for _ in range(3))
        ports = {"8000": upstreams["desk"].server_port, "8333": upstreams["store"].server_port, "2020": health}
        ground = Ground({"/data": folder}, ports, frozenset({"desk", "seaweedfs"}))
        (folder / "Caddyfile").write_text(ground.translated((ROOT / "deploy/Caddyfile").read_text("utf-8")), "utf-8")
        self.process = subprocess.Popen(
            [
                Path(sys.executable).with_name("caddy"),
                "run",
                "--config",
                folder / "Caddyfile",
                "--adapter",
                "caddyfile",
            ],
            env={
                **os.environ,
                "HOME": str(folder),
                "BILDSTELLE_PUBLIC_URL": f"http://127.0.0.1:{self.desk}",
                "BILDSTELLE_S3_UPLOAD_URL": f"http://127.0.0.1:{self.uploads}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            with suppress(OSError):
                self.ask("GET", "/")
                return
            time.sleep(0.1)
        raise AssertionError("Caddy does not answer")

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, *, uploads: bool = False
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers, and what reached the server behind: empty when nothing did."""
        port = self.uploads if uploads else self.desk
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, dict(answer.getheaders()), json.loads(body) if body.startswith(b"{") else {}


@pytest.fixture(scope="module")
def upstreams() -> Iterator[dict[str, ThreadingHTTPServer]]:
    servers = {name: ThreadingHTTPServer(("127.0.0.1", 0), Echo) for name in ("desk", "store")}
    for server in servers.values():
        server.asked = 0  # type: ignore[attr-defined]  # counted by Echo
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield servers
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstreams: dict[str, ThreadingHTTPServer]) -> Iterator[Proxy]:
    running = Proxy(tmp_path_factory.mktemp("caddy"), upstreams)
    yield running
    running.process.kill()  # asked to end, it waits for its connections for ten seconds
    running.process.wait()


def test_a_client_cannot_choose_its_address(proxy: Proxy) -> None:
    forged = {"X-Forwarded-For": "1.2.3.4, 5.6.7.8", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    forged |= {"Forwarded": "for=1.2.3.4", "X-Real-IP": "1.2.3.4"}
    _, _, reached = proxy.ask("GET", "/", forged)
    headers = [(name.lower(), value) for name, value in reached["headers"]]
    assert [value for name, value in headers if name == "x-forwarded-for"] == ["127.0.0.1"]
    assert [value for name, value in headers if name == "x-forwarded-proto"] == ["http"]
    assert "evil.example" not in dict(headers)["x-forwarded-host"]
    assert {"forwarded", "x-real-ip"} & dict(headers).keys() == set()


@pytest.mark.parametrize(
    "query",
    [
        *(
            "?response-content-type=text/html",
            "%3Fresponse-content-type=text/html",
            "?%72esponse-content-type=text/html",
        ),
        *("?a=b&response-content-type=text/html", "%3fresponse-content-type=text/html?x", "?list-type=2"),
    ],
)
def test_nobody_chooses_the_type_of_a_public_file(query: str, proxy: Proxy) -> None:
    status, headers, reached = proxy.ask("GET", f"/press/photos/a.jpg{query}")
    assert status in {200, 404}
    assert headers.get("Content-Type") != "text/html"
    assert "?" not in reached.get("line", "")


def test_what_is_public_is_a_stranger_to_the_desk(proxy: Proxy) -> None:
    public_url = f"http://127.0.0.1:{proxy.desk}"
    for path in ("/press/photos/a.jpg", "/press/releases/x/index.html", "/press/folder/"):
        _, headers, _ = proxy.ask("GET", path)
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = dict(one.strip().partition(" ")[::2] for one in headers["Content-Security-Policy"].split(";"))
        assert "allow-same-origin" not in policy["sandbox"]
        assert policy["script-src"] == f"{public_url}/press/assets/"
        assert policy["connect-src"] == f"{public_url}/press/"
        assert headers["Strict-Transport-Security"]


def test_no_credentials_reach_the_store_below_press(proxy: Proxy) -> None:
    _, _, reached = proxy.ask("GET", "/press/a.jpg", {"Authorization": "AWS4 x", "X-Amz-Date": "x", "Cookie": "a=b"})
    assert not {"authorization", "x-amz-date", "cookie"} & {name.lower() for name, _ in reached["headers"]}


PEOPLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/press/gone/index.html", "/press/gone/", "/press/photos/gone.jpg?a=b"])
def test_people_find_a_page_where_there_is_nothing(path: str, proxy: Proxy) -> None:
    asked = PEOPLE | {"Sec-Fetch-Dest": "document", "Cookie": "a=b"}
    asked |= {"Range": "bytes=5-", "If-None-Match": '"of what is there"'}
    status, headers, reached = proxy.ask("GET", path, asked)
    assert (status, reached["line"]) == (404, "GET /press/404.html HTTP/1.1")
    assert not {"range", "if-none-match", "cookie"} & {name.lower() for name, _ in reached["headers"]}
    assert headers["Cache-Control"] == "no-cache", "it may be there the next moment"
    assert not {"ETag", "Content-Disposition"} & headers.keys()
    assert "sandbox" in headers["Content-Security-Policy"]
    status, headers, reached = proxy.ask("HEAD", path, PEOPLE)
    assert (status, headers["Content-Type"]) == (404, "text/html")


def test_a_photo_that_is_opened_alone_is_saved(proxy: Proxy) -> None:
    for fetched_for, wanted in (("document", "attachment"), ("image", None)):
        _, headers, _ = proxy.ask("GET", "/press/photos/a.jpg", {"Sec-Fetch-Dest": fetched_for})
        assert headers.get("Content-Disposition") == wanted


def test_programs_are_told_by_the_status_where_there_is_nothing(proxy: Proxy) -> None:
    status, headers, reached = proxy.ask("GET", "/press/gone.json", {"Accept": "*/*"})
    assert (status, headers["Content-Length"], reached) == (404, "0", {})
    assert (headers["Access-Control-Allow-Origin"], headers["Cache-Control"]) == ("*", "no-cache")


def test_a_shortened_address_leads_to_the_portal(proxy: Proxy) -> None:
    for path in ("/press", "/press/"):
        status, headers, _ = proxy.ask("GET", path)
        assert (status, headers["Location"]) == (302, "/press/index.html")
    for path in ("/press/?list-type=2", "/press/releases/"):
        status, _, reached = proxy.ask("GET", path)
        assert (status, reached) == (404, {}), "nothing is listed"


LET_IN = [
    ("GET", "/incoming?list-type=2&prefix=david%2F", {}),
    ("GET", "/incoming/?prefix=david%2F", {}),
    ("GET", "/incoming?location=", {}),
    ("POST", "/incoming", {"Content-Type": "multipart/form-data; boundary=x"}),
    ("OPTIONS", "/incoming", {"Origin": "https://desk.example.org"}),
    ("PUT", "/incoming/david/fest/a.jpg", {}),
    ("POST", "/incoming/david/fest/a.jpg?uploads=", {}),
]
KEPT_OUT = [
    ("POST", "/", {}),
    ("GET", "/", {}),
    ("GET", "/incoming", {}),
    ("GET", "/incoming?list-type=2", {}),
    ("GET", "/incoming?list-type=2&prefix=", {}),
    ("GET", "/incoming?versions=&prefix=david%2F", {}),
    ("GET", "/incoming?uploads&prefix=david%2F", {}),
    ("GET", "/incoming?policy", {}),
    ("PUT", "/incoming", {}),
    ("PUT", "/incoming?policy", {}),
    ("PUT", "/incoming/?versioning", {}),
    ("DELETE", "/incoming", {}),
    ("POST", "/incoming?delete", {}),
    ("POST", "/incoming?delete", {"Content-Type": "multipart/form-data; boundary=x"}),
    ("POST", "/", {"Content-Type": "multipart/form-data; boundary=x"}),
    ("GET", "/archive?prefix=x", {}),
    ("GET", "/press?prefix=x", {}),
    ("GET", "/incoming/../archive?prefix=x", {}),
]


@pytest.mark.parametrize(("method", "path", "headers"), LET_IN)
def test_what_programs_need_passes(method: str, path: str, headers: dict[str, str], proxy: Proxy) -> None:
    status, _, reached = proxy.ask(method, path, headers, uploads=True)
    assert (status, reached["line"]) == (200, f"{method} {path} HTTP/1.1")


@pytest.mark.parametrize(("method", "path", "headers"), KEPT_OUT)
def test_nothing_else_of_the_store_is_reached(method: str, path: str, headers: dict[str, str], proxy: Proxy) -> None:
    status, _, reached = proxy.ask(method, path, headers, uploads=True)
    assert (status, reached) == (403, {})


def test_slow_forms_do_not_reach_the_desk(proxy: Proxy, upstreams: dict[str, ThreadingHTTPServer]) -> None:
    before = upstreams["desk"].asked  # type: ignore[attr-defined]  # counted by Echo
    with ExitStack() as open_ones:
        for _ in range(50):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", proxy.desk), 60))
            client.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\na")
        assert proxy.ask("GET", "/")[0] == 200
        assert upstreams["desk"].asked == before + 1  # type: ignore[attr-defined]  # counted by Echo


def test_of_the_receiver_of_events_only_sns_sees_anything(proxy: Proxy) -> None:
    sns = {"X-Amz-Sns-Message-Type": "Notification", "Content-Length": "0"}
    status, _headers, seen = proxy.ask("POST", "/events/s3", sns)
    assert (status, seen["line"]) == (200, "POST /events/s3 HTTP/1.1")
    for method, path, headers in (
        ("POST", "/events/s3", {}),
        ("GET", "/events/s3", sns),
        ("POST", "/events/other", sns),
    ):
        status, _headers, seen = proxy.ask(method, path, headers)
        assert (status, seen) == (404, {}), path
