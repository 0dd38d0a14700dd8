"""Jobs on their way to the child: a line each, and the descriptors that travel with it (unix(7), SCM_RIGHTS)."""

import array
import contextlib
import os
import socket

MAX_DESCRIPTORS = 250  # the kernel passes 253 at a time
_PIECE = 1 << 16


def send_job(channel: socket.socket, job: bytes, descriptors: list[int]) -> None:
    """Send a line and descriptors, which stay open here. OSError if nobody reads them (within the socket's timeout)."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    sent = channel.sendmsg([job], rights)
    channel.sendall(job[sent:])


def receive_job(channel: socket.socket) -> tuple[bytes, list[int]]:
    """The next line and its descriptors, now this process's own; an empty line when the sender is gone."""
    space = socket.CMSG_SPACE(MAX_DESCRIPTORS * array.array("i").itemsize)
    job, ancillary, _flags, _sender = channel.recvmsg(_PIECE, space, socket.MSG_CMSG_CLOEXEC)
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    while job and not job.endswith(b"\n"):
        piece, _none, _flags, _sender = channel.recvmsg(_PIECE)
        if not piece:
            close_all(list(descriptors))
            return b"", []
        job += piece
    return job, list(descriptors)


def close_all(descriptors: list[int]) -> None:
    """Close these descriptors."""
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
