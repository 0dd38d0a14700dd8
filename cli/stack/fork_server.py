"""The stack's side of `forker.py`: asks it for processes, and knows how each of them ended."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.stack.binding import bind_command

PACKET = 64 << 10
_GRACE = 5.0
_PATIENCE = 120.0
"""Seconds within which it must answer, also where it still loads on a busy machine."""


class Forked:
    """A process that the fork server started; what is used of it, it has in common with `subprocess.Popen`."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self._server, self.pid = server, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        while self.returncode is None and self._server.hear(0):
            pass
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended; subprocess.TimeoutExpired after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            if not self._server.hear(left) and self.returncode is None:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """A process with our programs loaded, started when it is first needed. Use it from the main thread, as services.

    It runs with `environment`, which all its forks have, loads `modules` and writes what it has to say into `log`.
    """

    def __init__(self, environment: Mapping[str, str], modules: Sequence[str], log: Path) -> None:
        self._environment, self._modules, self._log = environment, modules, log
        self._process: subprocess.Popen[bytes] | None = None
        self._control = socket.socket()
        self._living: dict[int, Forked] = {}
        self._log_begins = 0
        self._lock = threading.RLock()

    def start(self) -> None:
        """Start it unless it runs; does not wait until it has loaded anything."""
        if self._process is not None and self._process.poll() is None:
            return
        self._forget()  # what was its children
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_PATIENCE)
        with theirs, self._log.open("ab") as log:
            number = theirs.fileno()
            self._log_begins = log.tell()
            self._process = subprocess.Popen(
                bind_command([sys.executable, "-m", "cli.stack.forker", str(number), *self._modules]),
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[number],
                start_new_session=True,
            )

    def fork(self, module: str, arguments: Sequence[str], stdout: int, stderr: int) -> Forked:
        """Start `python -m MODULE ARGUMENTS...`, with two descriptors for its output.

        Where the server ends or does not answer, the process counts as killed, and says why, as the server's log does.
        """
        with self._lock:
            self.start()
            asked = json.dumps({"run": module, "arguments": arguments}).encode()
            forked = Forked(self, 0)
            try:
                socket.send_fds(self._control, [asked], [stdout, stderr])
                forked.pid = self._receive("started")
            except OSError:
                self.stop()
            if forked.pid:
                self._living[forked.pid] = forked
            else:
                forked.returncode = -signal.SIGKILL
                os.write(
                    stderr, self._said() or f"The process that starts the others hangs, see {self._log}.\n".encode()
                )
            return forked

    def hear(self, seconds: float | None) -> bool:
        """Wait so long for what it tells, and note it; False when it told nothing."""
        with self._lock:
            if not select.select([self._control], [], [], seconds)[0]:
                return False
            try:
                self._note(self._read())
            except OSError:
                self._forget()
            return True

    def stop(self) -> None:
        """End it, and what still runs of its children; the next fork starts another."""
        self._forget()
        if self._process is not None:
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _said(self) -> bytes:
        """What it has written since it was started, above all why it ended: a setting that is wrong."""
        with self._log.open("rb") as log:
            log.seek(self._log_begins)
            return log.read()

    def _receive(self, word: str) -> int:
        """What it answers by this word; ends of children that it tells of before are noted."""
        while word not in (told := self._read()):
            self._note(told)
        return told[word]

    def _read(self) -> dict[str, int]:
        packet = self._control.recv(PACKET)
        if not packet:
            raise ConnectionResetError
        told: dict[str, int] = json.loads(packet)
        return told

    def _note(self, told: Mapping[str, int]) -> None:
        self._living.pop(told["ended"]).returncode = told["status"]
        self._control.send(json.dumps({"reap": told["ended"]}).encode())

    def _forget(self) -> None:
        """Close the socket: the server ends by that, and the kernel kills its children."""
        self._control.close()
        for forked in self._living.values():
            forked.returncode = -signal.SIGKILL
        self._living.clear()
