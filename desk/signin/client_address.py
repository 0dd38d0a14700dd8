"""Where a request comes from, as told by the proxies that we trust."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address; for IPv6 its /64 network, as one subscriber has all addresses of it. "" if unknown.

    Each proxy appends the address it was called from to X-Forwarded-For. With n trusted proxies the n-th entry from the
    right was written by the first of them; all entries left of it are the client's own words. A request with fewer
    entries did not pass the proxies, so the address of its connection counts.
    """
    entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    hops = settings.TRUSTED_PROXIES
    told = entries[-hops] if 0 < hops <= len(entries) else ""
    return _network(told) or _network(request.META.get("REMOTE_ADDR", ""))


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
