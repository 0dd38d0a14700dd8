"""Loopback ports that nobody listens on, and that no other stack has chosen and is about to listen on."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

GRPC_OFFSET = 10000
"""SeaweedFS serves gRPC this far above each of its HTTP ports."""

# With the offset still below 32768, where the kernel begins to take the ports of outgoing connections.
_RANGE = range(12000, 22000)


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        # As servers do it: a closed connection's wait does not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_claims: dict[int, int] = {}
"""Ports this process has chosen: each with the descriptor of its locked file."""


def claim(port: int) -> bool:
    """Take a port for this process until it ends or gives it back; False when another stack has it.

    Between the choice of a port and the server's start lie seconds in which a second stack would find it free too.
    """
    if port in _claims:
        return True
    folder = Path(tempfile.gettempdir(), f"bildstelle-ports-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder / str(port), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    _claims[port] = descriptor
    return True


def give_back(ports: Iterable[int]) -> None:
    """Let other stacks choose these ports again."""
    for port in ports:
        if port in _claims:
            os.close(_claims.pop(port))


def choose_port(preferred: int | None, taken: Collection[int], *, with_grpc: bool = False) -> int:
    """`preferred` if it is free, else a free port, claimed; with `with_grpc` its gRPC neighbour is free too."""

    def usable(port: int) -> bool:
        wanted = [port, port + GRPC_OFFSET] if with_grpc else [port]
        return all(p not in taken and is_free(p) for p in wanted) and claim(port)

    if preferred is not None and usable(preferred):
        return preferred
    # At random: two stacks that start at the same moment should not race for one port.
    return next(port for port in random.sample(_RANGE, len(_RANGE)) if usable(port))
