"""A server that speaks SQS (moto's), as a process of its own, and a proxy that keeps one kind of request from it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from cli.stack.ports import choose_port

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsServer:
    """Its queues are gone when it stops."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.client: SQSClient = boto3.client(
            "sqs",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def make_queue(self, name: str, **attributes: str) -> str:
        """The URL of a new queue, whose messages come back after a second."""
        wanted: Any = {"VisibilityTimeout": "1"} | attributes
        return self.client.create_queue(QueueName=name, Attributes=wanted)["QueueUrl"]

    def send(self, queue: str, body: str) -> None:
        self.client.send_message(QueueUrl=queue, MessageBody=body)

    def left(self, queue: str) -> int:
        """How many messages a queue has, those in somebody's hand included."""
        names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        return sum(
            map(int, self.client.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"].values())
        )


@contextmanager
def run_sqs(port: int | None = None) -> Iterator[SqsServer]:
    """A running server on this port, else on a free one."""
    port = port or choose_port(None, set())
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        server = SqsServer(port)
        for _try in range(600):
            with suppress(BotoCoreError):
                server.client.list_queues()
                break
            time.sleep(0.1)
        yield server
    finally:
        process.kill()
        process.wait()


class HoldingProxy(ThreadingHTTPServer):
    """Passes requests on to a server, but never answers those that end like `held`."""

    daemon_threads = True

    def __init__(self, server: str) -> None:
        super().__init__(("127.0.0.1", 0), _Held)
        self.server_url = server
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.held = ""
        self.holds = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Held(BaseHTTPRequestHandler):
    server: HoldingProxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.held and self.headers.get("X-Amz-Target", "").endswith(self.server.held):
            self.server.holds.set()
            self.close_connection = True
            threading.Event().wait(300)
            return
        sent = Request(self.server.server_url + self.path, body, dict(self.headers), method="POST")  # noqa: S310  (our own)
        # The server, or who asked, may end while a long poll waits.
        with suppress(OSError), urlopen(sent, timeout=40) as answer:  # noqa: S310
            content = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
