"""Pages of one host that the operator chose, fetched with limits; what a stranger names leads nowhere else."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from typing import IO
from urllib.parse import urlsplit

_SECONDS = 5.0
_MAX_BYTES = 64 << 10


class PageNotFetched(Exception):
    """The host could not be reached, or did not answer with a page of a usual size."""


def is_at(url: str, host: str, rest: str) -> bool:
    """Whether this is an https address of exactly this host, without port or user, the rest of which has this shape."""
    return re.fullmatch(re.escape(f"https://{host}") + rest, url) is not None


def fetch(url: str) -> bytes:
    """The body of a page; redirects are not followed. Raises PageNotFetched."""
    try:
        with _OPENER.open(url, timeout=_SECONDS) as answer:
            body: bytes = answer.read(_MAX_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PageNotFetched(f"{urlsplit(url).netloc}: {error}") from error
    if len(body) > _MAX_BYTES:
        raise PageNotFetched(f"{urlsplit(url).netloc}: more than {_MAX_BYTES} bytes")
    return body


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow none; the opener then raises the redirect as an error."""


_OPENER = urllib.request.build_opener(_NoRedirects)
