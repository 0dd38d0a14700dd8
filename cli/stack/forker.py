"""A process that loads our programs once and forks itself into them: `python -m cli.stack.forker SOCKET MODULE...`.

It loads the modules, then serves SOCKET, the number of an inherited descriptor of type SOCK_SEQPACKET. Each packet is
a JSON object. `{"run": MODULE, "arguments": [...]}` comes with two descriptors, stdout and stderr, and is answered by
`{"started": PID}`, 0 where the system has no room for another. Of each child that ends it tells `{"ended": PID,
"status": STATUS}`, a status as subprocess gives it; until `{"reap": PID}` comes, no other process gets this number, so
the other side may send signals. When the other side closes, it ends.

Its children end with it, and so does each with the stack, to which it is bound itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
from collections.abc import Sequence

from setproctitle import setproctitle

from cli.stack.fork_server import PACKET
from workers.develop.chamber.parent_death import end_with_parent


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    load(sys.argv[2:])
    setproctitle("bildstelle forks")
    Forker(control).serve()


def load(modules: Sequence[str]) -> None:
    """Import modules and prepare to share them; RuntimeError where one has started a thread, which no fork has."""
    for name in modules:
        importlib.import_module(name)
    if threading.active_count() > 1:
        raise RuntimeError(f"threads run before the fork: {threading.enumerate()}")
    # The collector would write into every object, and so copy the memory that the forks share.
    gc.collect()
    gc.freeze()


class Forker:
    """The children, and the socket over which they are asked for and told of."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._living: set[int] = set()
        # A child's end wakes `select` by a byte.
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)

    def serve(self) -> None:
        """Do what is asked until nobody is there to ask. In a child this returns when its program has ended."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())
        while True:
            ready, _, _ = select.select([self._control, self._woken], [], [])
            if self._woken in ready:
                self._woken.recv(PACKET)
                self._tell_of_ended()
            if self._control in ready:
                packet, files, _, _ = socket.recv_fds(self._control, PACKET, 2)
                if not packet:
                    return
                asked = json.loads(packet)
                if "run" in asked and self._fork(files) == 0:
                    _run(asked["run"], asked["arguments"])
                    return
                if "reap" in asked:
                    os.waitpid(asked["reap"], 0)

    def _fork(self, files: Sequence[int]) -> int | None:
        """Fork, and tell of it: the child's id, None without one; 0 in the child, whose output goes into `files`."""
        parent = os.getpid()
        try:
            child: int | None = os.fork()
        except OSError as error:
            print(f"no fork: {error}", file=sys.stderr)
            child = None
        if child is None:
            self._say({"started": 0})
        elif child:
            self._living.add(child)
            self._say({"started": child})
        else:
            end_with_parent(parent)
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for one in (self._control, self._woken, self._waker):
                one.close()
            for number, file in zip((1, 2), files, strict=True):
                os.dup2(file, number)
        for file in files:
            os.close(file)
        return child

    def _tell_of_ended(self) -> None:
        for child in list(self._living):
            if ended := os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self._living.remove(child)
                status = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
                self._say({"ended": child, "status": status})

    def _say(self, what: dict[str, int]) -> None:
        self._control.send(json.dumps(what).encode())


def _run(module: str, arguments: Sequence[str]) -> None:
    """Be `python -m MODULE ARGUMENTS...`."""
    setproctitle(" ".join((module, *arguments)))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
