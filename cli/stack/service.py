"""One child process of the embedded stack."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cli.stack.binding import bind_command
from cli.stack.fork_server import Forked, ForkServer

LOG_LIMIT = 20 << 20
"""Bytes after which a log is rotated."""


@dataclass
class Service:
    """A program, its readiness probe and its process. Start it from the main thread: it ends with that thread.

    One with `forks` is a program of ours, `[sys.executable, "-m", MODULE, ...]`, and a fork of a process that has
    loaded it. It has that process's environment.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    is_ready: Callable[[], bool]
    folder: Path | None = None
    user: str = ""
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    grace: float = 10
    forks: ForkServer | None = None
    _process: subprocess.Popen[bytes] | Forked | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """The process id; RuntimeError when the service was not started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def wanted(self) -> bool:
        """Whether it was started and not stopped since; if it does not run, it crashed."""
        return self._process is not None

    @property
    def exit_status(self) -> int | None:
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start the process unless it runs; does not wait until it is ready."""
        if self.running:
            return
        self.rotate_log()
        with self.log.open("ab") as log:
            self._process = self._fork(self.forks, log) if self.forks else self._run(log)

    def _fork(self, server: ForkServer, log: IO[bytes]) -> Forked:
        _python, _by_module, module, *arguments = self.command
        return server.fork(module, arguments, log.fileno(), log.fileno())

    def _run(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            bind_command(self.command, death_signal=self.death_signal, user=self.user),
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # so Ctrl-C reaches only the stack, which then stops all services in order
        )

    def rotate_log(self) -> None:
        """Move a log beyond its limit to `<name>.log.1`; a line that is written in that moment may be lost.

        It is copied and cut, because the process keeps writing to the file that it was started with, at its end.
        OSError where the disk is full.
        """
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop the process and wait; kill it after `grace` seconds. The service is no longer wanted."""
        self.ask_to_stop()
        self.reap()

    def kill(self) -> None:
        """Send SIGKILL, as a crash would; the service stays wanted."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def reap(self) -> None:
        """Wait until the process ends after `ask_to_stop`; kill it after `grace` seconds."""
        if self._process is None:
            return
        try:
            self._process.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None
