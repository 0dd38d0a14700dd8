"""Links between public pages: relative where both ends lie at one host, so that pages move with it."""

from __future__ import annotations

from posixpath import relpath
from urllib.parse import urlsplit


def relative(address: str, page: str) -> str:
    """`address` as the page at the address `page` links to it."""
    there, here = urlsplit(address), urlsplit(page)
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return address
    path = relpath(there.path or "/", here.path.rpartition("/")[0] or "/")
    return path + (f"?{there.query}" if there.query else "") + (f"#{there.fragment}" if there.fragment else "")


def origin(address: str) -> str:
    """Scheme, host and port, as a content security policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def shown(address: str) -> str:
    """An address as it is printed and read out: without its scheme."""
    return address.partition("://")[2] or address
