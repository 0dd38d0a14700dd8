"""A helper whose children are taken over by their first byte: a photo is a JSON that names what the child does.

`python -m tests.workers.develop.chamber.taken_over <memory> <parent>` in place of the chamber's helper. All else is as
in production: the fork, the confinement, the channels.
"""

from __future__ import annotations

import json
import mmap
import os
import socket
import time
from collections.abc import Callable
from typing import BinaryIO

from tests.workers.develop.chamber.attacks import ATTACKS, Targets
from workers.develop.chamber import child, helper
from workers.develop.chamber.channel import receive_job
from workers.develop.chamber.messages import Answer, Failed, Reply, line


def serve(jobs: socket.socket, replies: BinaryIO) -> None:
    """Do what each photo says, for ever, and never call this child spent."""
    while True:
        job, descriptors = receive_job(jobs)
        if not job:
            return
        order = json.loads(b"{" + os.pread(descriptors[0], 1 << 20, 0).partition(b"{")[2])
        for at, text in enumerate(order.get("files", ()), start=1):
            os.write(descriptors[at], bytes.fromhex(text))
        if "trick" in order:
            TRICKS[order["trick"]](descriptors)
        if "attack" in order:
            replies.write(line(Reply(answer=_attacked(order["attack"], Targets(**order["targets"])), spent=False)))
        replies.write(order.get("raw", "").encode() * order.get("times", 1))
        replies.flush()


def _attacked(name: str, targets: Targets) -> Answer:
    try:
        return Failed(detail=f"done: {ATTACKS[name](targets)!r}"[:300])
    except OSError as error:
        return Failed(detail=f"errno {error.errno}")


def _hold(descriptors: list[int]) -> None:
    os.ftruncate(descriptors[1], 4096)
    _held.append(mmap.mmap(descriptors[1], 4096))


def _fill(descriptors: list[int]) -> None:
    for _ in range(1000):
        os.write(descriptors[1], bytes(1 << 20))


TRICKS: dict[str, Callable[[list[int]], None]] = {
    "die": lambda _descriptors: os.abort(),
    "sleep": lambda _descriptors: time.sleep(60),
    "hold": _hold,
    "fill": _fill,
}
_held: list[mmap.mmap] = []


if __name__ == "__main__":
    child.serve = serve
    helper.main()
