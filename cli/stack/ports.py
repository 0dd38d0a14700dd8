"""Choosing free loopback ports that no other starting stack has chosen too."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from workers.private_folder import ensure_private_folder

GRPC_OFFSET = 10000
"""The gRPC port of each SeaweedFS service is its HTTP port plus this."""

# Even with the offset below 32768, where Linux's range for outgoing connections begins.
_RANGE = range(12000, 22000)


class PortTaken(Exception):
    """A port that somebody wants is not free; the message says which, and what to do."""


def is_free(port: int) -> bool:
    """Whether a server can listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        # Servers set this too: a connection in TIME_WAIT does not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_claims: dict[int, int] = {}
"""The ports this process has chosen → the descriptor of each one's locked file."""


def claim(port: int) -> bool:
    """Reserve a port for this process until it ends or calls `give_back`; False when another stack holds it.

    Raises NotPrivate when the folder of the reservations is not this user's alone.
    A server listens only seconds after its port was chosen; meanwhile a second stack would find the port free.
    """
    if port in _claims:
        return True
    # Everybody may write into /tmp: a link planted there would have us make or lock somebody else's file.
    folder = ensure_private_folder(Path(tempfile.gettempdir(), f"bildstelle-ports-{os.geteuid()}"))
    descriptor = os.open(folder / str(port), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    _claims[port] = descriptor
    return True


def give_back(ports: Iterable[int]) -> None:
    """Release the reservations of these ports."""
    for port in ports:
        if port in _claims:
            os.close(_claims.pop(port))


def choose_port(preferred: int | None, taken: Collection[int], *, with_grpc: bool = False) -> int:
    """Claim `preferred` if it is free, else a free port that nobody has claimed, nor this process before.

    `with_grpc` also demands a free gRPC port.
    """

    def usable(port: int) -> bool:
        needed = [port, port + GRPC_OFFSET] if with_grpc else [port]
        return all(p not in taken and is_free(p) for p in needed) and claim(port)

    if preferred is not None and usable(preferred):
        return preferred
    # In random order, so that two stacks that start together rarely try the same port.
    return next(port for port in random.sample(_RANGE, len(_RANGE)) if port not in _claims and usable(port))
