"""examples/website on a server of its own, beside a store that holds a publication."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.stack.ports import choose_port, give_back
from config.environment import ROOT

EXAMPLES = ROOT / "examples/website"
PLACEHOLDER = "https://press.example"


def copied(folder: Path, press_url: str) -> Path:
    """The examples as a website would have them: with its press office's address in the place of the invented one."""
    for path in EXAMPLES.iterdir():
        text = path.read_text("utf-8").replace(PLACEHOLDER, press_url)
        # A policy for content names origins, and here the bucket is a folder of one.
        origin = "/".join(press_url.split("/")[:3])
        head, policy, rest = text.partition("default-src 'none'")
        if policy:
            told, quote, after = rest.partition('"')
            text = head + policy + told.replace(press_url, origin) + quote + after
        (folder / path.name).write_text(text, "utf-8")
    return folder


@contextmanager
def served_by_php(folder: Path) -> Iterator[str]:
    """The website's address on PHP's own server."""
    php = shutil.which("php")
    assert php
    port = choose_port(None, ())
    (temporary := folder / "tmp").mkdir()
    command = [php, "-d", "display_errors=1", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(temporary)}) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            give_back([port])


def _wait_for(port: int) -> None:
    for _try in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PHP's server does not start")
