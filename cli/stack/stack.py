"""The embedded stack: all services of one data folder, started and stopped in order."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from cli.stack import stack_config
from cli.stack.application import LOADED, application_environment, prepare_application, temporary_folder
from cli.stack.disk import full_disk
from cli.stack.fork_server import Forked, ForkServer
from cli.stack.ports import PortTaken, give_back
from cli.stack.postgres import initialise, prepare_postgres
from cli.stack.seaweed import prepare_seaweed
from cli.stack.service import Service
from cli.stack.stack_config import DATABASE, StackConfig
from cli.stack.valkey import prepare_valkey
from desk.catalogue import compile_catalogues
from workers.private_folder import NotPrivate, ensure_private_folder

BACKING = ("valkey", "seaweed", "postgres")
_START_TIMEOUT = 120.0
_POLL = 0.05


class StackError(Exception):
    """The stack cannot run; the message says why and, if known, what to do."""


class Account(NamedTuple):
    """A new account; its password is stored nowhere else in plain text."""

    username: str
    password: str
    role: str


class Stack:
    """The embedded stack on a data folder, as a context manager.

    Entering locks the folder, starts every service and returns when all are ready; leaving stops them in order.
    `environment` holds further `BILDSTELLE_*` settings for our own processes; a new folder's S3 server listens on
    `s3_port` if it is free. Use it from the main thread: services
    end with the thread that started them. Raises StackError when the folder is in use or a service does not start.
    """

    def __init__(
        self,
        data: Path,
        port: int | None = None,
        *,
        webhook: bool = True,
        environment: Mapping[str, str] | None = None,
        s3_port: int | None = None,
    ) -> None:
        self.data = data.absolute()
        self.services: dict[str, Service] = {}
        self.first_accounts: list[Account] = []
        self._port, self._s3_port, self._webhook, self._settings = port, s3_port, webhook, dict(environment or {})
        self._lock: int | None = None
        self._config: StackConfig | None = None
        self._forks: ForkServer | None = None

    @property
    def config(self) -> StackConfig:
        if self._config is None:
            raise StackError("the stack was not started")
        return self._config

    @property
    def environment(self) -> dict[str, str]:
        """The `BILDSTELLE_*` variables by which other processes find this stack."""
        return self.config.environment()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException as error:
            self.stop()
            if isinstance(error, Exception) and (full := full_disk(self.data, "Make room, then start again.")):
                raise StackError(f"{full}\n{error}") from error
            raise
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start all services and wait until they are ready."""
        self._prepare()
        self._load_programs()
        self._start_backing()
        self.first_accounts = self._bootstrap()
        self.start_services(only=self.services.keys() - {"beat"})
        # Last: nothing waits for beat, and starting it with the others would slow them down.
        self.start_services(only=["beat"])

    def start_backing(self) -> None:
        """Lock the folder and start only Valkey, SeaweedFS and PostgreSQL, in parallel."""
        self._prepare()
        self._start_backing()

    def _prepare(self) -> None:
        """Lock the folder, and settle what the services are."""
        self._lock_folder()
        with _told_plainly():
            self._config = StackConfig.settle(
                self.data, port=self._port, settings=self._settings, s3_port=self._s3_port
            )
            services = [
                prepare_valkey(self.data, self.config),
                prepare_seaweed(self.data, self.config, webhook=self._webhook),
                prepare_postgres(self.data, self.config),
                *prepare_application(self.data, self.config),
            ]
        self.services = {service.name: service for service in services}

    def _load_programs(self) -> None:
        """Load our programs while the others start; our services are forks of the process that does."""
        compile_catalogues()  # some are read when a module is loaded
        if sys.platform != "linux":
            return
        ours = [service for name, service in self.services.items() if name not in BACKING]
        self._forks = ForkServer(ours[0].environment, LOADED, self.data / "logs/forks.log")
        self._forks.start()
        for service in ours:
            service.forks = self._forks

    def ensure_database(self) -> None:
        """Create our database if it does not exist; PostgreSQL runs."""
        import psycopg

        with psycopg.connect(self.environment["BILDSTELLE_DATABASE_URL"], dbname="postgres", autocommit=True) as server:
            if server.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
                server.execute(f"create database {DATABASE}")

    def _start_backing(self) -> None:
        for name in ("valkey", "seaweed"):
            self.services[name].start()
        with _told_plainly():
            initialise(self.data, self.config, self.services["postgres"].user)
        self.start_services(only=BACKING)

    def start_services(self, only: Collection[str] | None = None) -> None:
        """Start the services that do not run, all or those named in `only`, and wait until they are ready."""
        chosen = [service for name, service in self.services.items() if only is None or name in only]
        for service in chosen:
            service.start()
        wait_until_ready(chosen)

    def stop(self) -> None:
        """Stop our own services, then the ones they depend on, and unlock the folder."""
        ours = [service for name, service in self.services.items() if name not in BACKING]
        _stop_together(ours)
        if self._forks is not None:
            self._forks.stop()
        _stop_together(service for name, service in self.services.items() if name in BACKING)
        if self._config is not None:
            give_back(self._config.ports.model_dump().values())
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _lock_folder(self) -> None:
        try:
            self.data.mkdir(mode=0o755, parents=True, exist_ok=True)
            (self.data / "logs").mkdir(mode=0o700, exist_ok=True)
            self._lock = stack_config.lock(self.data)
        except BlockingIOError as error:
            raise StackError(
                f"A Bildstelle is running on {self.data} already; stop it, or choose another --data folder."
            ) from error
        except OSError as error:
            raise StackError(
                f"{self.data} cannot be the stack's folder: {error.strerror}. Choose another --data folder."
            ) from error
        self._empty_temporary_folder()

    def _empty_temporary_folder(self) -> None:
        """Remove what processes of an earlier start left behind; none of them is alive, for the folder is locked."""
        shutil.rmtree(temporary_folder(self.data), ignore_errors=True)
        try:
            ensure_private_folder(temporary_folder(self.data))
        except NotPrivate as error:
            raise StackError(str(error)) from error

    def _bootstrap(self) -> list[Account]:
        self.ensure_database()
        log = self.data / "logs/bootstrap.log"
        with log.open("wb") as errors, tempfile.TemporaryFile() as printed:
            process = self._launch_bootstrap(printed, errors)
            status = process.wait()
            printed.seek(0)
            lines = printed.read().splitlines()
        if status:
            raise StackError(f"The stack could not be prepared:\n{log.read_text('utf-8').strip()}")
        return [Account(*entry) for entry in json.loads(lines[-1])]

    def _launch_bootstrap(self, stdout: IO[bytes], stderr: IO[bytes]) -> Forked | subprocess.Popen[bytes]:
        if self._forks is not None:
            return self._forks.fork("cli.stack.bootstrap", [], stdout.fileno(), stderr.fileno())
        return subprocess.Popen(
            [sys.executable, "-m", "cli.stack.bootstrap"],
            env=application_environment(self.data, self.config),
            stdout=stdout,
            stderr=stderr,
        )


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What keeps a stack from starting, as a StackError."""
    try:
        yield
    except (RuntimeError, FileNotFoundError, NotPrivate, PortTaken, subprocess.CalledProcessError) as error:
        raise StackError(str(error)) from error


def wait_until_ready(services: Iterable[Service], timeout: float = _START_TIMEOUT) -> None:
    """Wait until all are ready; a service that ends meanwhile is restarted, as its port or folder may become free.

    Raises StackError, with the end of the log, for the first service that is not ready after `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    for service in services:
        while not (service.running and service.is_ready()):
            if time.monotonic() > deadline:
                raise StackError(f"{service.name} did not come up. The end of {service.log}:\n{_tail(service.log)}")
            if not service.running:
                time.sleep(10 * _POLL)
                service.start()
            time.sleep(_POLL)


def _stop_together(services: Iterable[Service]) -> None:
    services = list(services)
    for service in services:
        service.ask_to_stop()
    for service in services:
        service.reap()


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:]) if log.exists() else "(empty)"
