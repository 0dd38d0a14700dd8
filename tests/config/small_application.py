"""A WSGI application for tests of the server below it: it answers with the length of the body it got."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`?size=N` sends N bytes, `?seconds=N` takes so long and says in the log when it begins; with `&streamed=1`
    it does not say how many bytes.
    """
    wanted = {name: float(values[0]) for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    received = environ["wsgi.input"].read()
    if "seconds" in wanted:
        environ["wsgi.errors"].write("begun\n")
        environ["wsgi.errors"].flush()
        time.sleep(wanted["seconds"])
    size = int(wanted.get("size", 0))
    body = b"x" * size if size else str(len(received)).encode()
    length = [] if wanted.get("streamed") else [("Content-Length", str(len(body)))]
    start_response("200 OK", [("Content-Type", "text/plain"), *length])
    return [body[:1], body[1:]]
