"""`docker-compose.yml` run without containers: its commands, files, variables and health checks as they are."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cli.stack.binding import bind_command
from cli.stack.ports import choose_port
from cli.stack.probes import is_worker_ready
from cli.stack.service import Service
from cli.stack.stack import wait_until_ready
from config.environment import ROOT
from tests.deploy.compose import Ground, image_environment, in_order, read_compose
from tests.deploy.container_programs import search_path
from tests.journey.running_stack import TIMEOUT

# Every port a container listens on; the proxy's are in its addresses.
PORTS = ("5432", "6379", "8000", "8333", "18333", "9333", "19333", "8080", "18080", "8888", "18888", "2020")
WORKERS = ("develop", "press", "upkeep")
ACCOUNT = "bildstelle-postgres"
"""PostgreSQL refuses to run as root; the session's stack has created this account already if it needs one."""


class Deployment:
    """The services of the compose file as processes that end with this one; `folder` holds all they write."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        taken: set[int] = set()
        ports: dict[str, int] = {}
        for name in PORTS:
            ports[name] = choose_port(None, taken)
            taken.add(ports[name])
        desk, uploads, ftp, sftp = (choose_port(None, taken) for _port in range(4))
        self.variables = {
            "BILDSTELLE_PUBLIC_URL": f"http://127.0.0.1:{desk}",
            "BILDSTELLE_S3_UPLOAD_URL": f"http://127.0.0.1:{uploads}",
            "BILDSTELLE_FTP_PORT": str(ftp),
            "BILDSTELLE_SFTP_PORT": str(sftp),
            **variables,
        }
        self.file = read_compose(self.variables)
        self.folder, self.ports = folder, ports
        self.path = search_path(folder / "bin")
        self.services: dict[str, Service] = {}
        self.prepared = ""

    def start(self) -> None:
        """Make the secrets and start every service once those it depends on are healthy."""
        subprocess.run([ROOT / "deploy/make-secrets", self.folder / "made"], check=True, capture_output=True)
        for name in in_order(self.file["services"], self.variables.get("COMPOSE_PROFILES", "")):
            service = self.file["services"][name]
            needed = service.get("depends_on", {}).keys() & self.services.keys()
            wait_until_ready((self.services[other] for other in needed), TIMEOUT)
            self._make_place(name)
            if name == "prepare":
                self.prepared = self.run(name, service["command"])
                continue
            self.services[name] = self._service(name)
            self.services[name].start()
        wait_until_ready(self.services.values(), TIMEOUT)

    def stop(self) -> None:
        for service in self.services.values():
            service.ask_to_stop()
        for service in self.services.values():
            service.reap()

    def run(self, name: str, command: list[str]) -> str:
        """Run a command in a service's environment, as `docker compose exec` does; return its output."""
        done = subprocess.run(
            self._translated(name, command),
            env=self._environment(name),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def is_unhealthy(self, name: str) -> bool:
        """Whether the health check fails as often in a row as an engine bears with."""
        tries = self.file["services"][name]["healthcheck"]["retries"]
        return not any(self.is_healthy(name) for _try in range(tries))

    @contextmanager
    def halted(self, name: str) -> Iterator[None]:
        """Stop the service's process where it is, during the block."""
        os.kill(self.services[name].pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.services[name].pid, signal.SIGCONT)

    def is_healthy(self, name: str) -> bool:
        """Whether the service's own health check passes."""
        kind, *test = self.file["services"][name]["healthcheck"]["test"]
        command = ["/bin/sh", "-c", *test] if kind == "CMD-SHELL" else test
        done = subprocess.run(
            self._translated(name, command), env=self._environment(name), cwd=ROOT, capture_output=True, check=False
        )
        return done.returncode == 0

    def _answers(self, name: str) -> bool:
        """Whether a worker answers a ping; True for other services. A worker's own check takes seconds to fail."""
        if name not in WORKERS:
            return True
        broker_url = (self.folder / name / "secrets/bildstelle_broker_url").read_text("utf-8")
        return is_worker_ready(broker_url, f"{name}@{socket.gethostname()}")

    def _service(self, name: str) -> Service:
        service = self.file["services"][name]
        command = self._translated(name, [*service.get("entrypoint", []), *service["command"]])
        as_postgres = name == "postgres" and os.geteuid() == 0
        return Service(
            name=name,
            command=[shutil.which(command[0], path=self.path) or command[0], *command[1:]],
            log=self.folder / f"{name}.log",
            environment=self._environment(name),
            is_ready=lambda: self._answers(name) and self.is_healthy(name),
            folder=ROOT,
            user=ACCOUNT if as_postgres else "",
            grace=5,  # SeaweedFS takes half a minute to stop, and its data is not kept here
            stop_signal=signal.Signals[service.get("stop_signal", "SIGTERM")],
        )

    def _ground(self, name: str) -> Ground:
        place = self.folder / name
        paths = {"/run/secrets": place / "secrets", "/tmp": place / "tmp", "/data": place / "data"}  # noqa: S108  (the container's)
        paths |= {"/var/run/postgresql": place / "tmp", "/gateway": place / "data"}
        paths |= {config["target"]: place / config["source"] for config in self._configs(name)}
        return Ground(paths, self.ports, frozenset(self.file["services"]))

    def _configs(self, name: str) -> list[dict[str, str]]:
        return list(self.file["services"][name].get("configs", []))

    def _make_place(self, name: str) -> None:
        """Provide what an engine mounts, and nothing else: the service's secrets, configuration and volumes."""
        place, service, ground = self.folder / name, self.file["services"][name], self._ground(name)
        for folder in ("secrets", "tmp", "data"):
            (place / folder).mkdir(mode=0o700, parents=True)  # as the image makes them, and PostgreSQL's
        for secret in service.get("secrets", []):
            made = self.folder / "made" / Path(self.file["secrets"][secret]["file"]).name
            (place / "secrets" / secret).write_text(ground.translated(made.read_text("utf-8")), "utf-8")
        for config in self._configs(name):
            source = ROOT / self.file["configs"][config["source"]]["file"]
            (place / config["source"]).write_text(ground.translated(source.read_text("utf-8")), "utf-8")
        if name == "postgres":
            self._initialise(service["environment"])

    def _initialise(self, environment: Mapping[str, str]) -> None:
        """Create the cluster and the database once, as the entry point of PostgreSQL's image does."""
        place = self.folder / "postgres"
        user = ACCOUNT if os.geteuid() == 0 else ""
        if user:
            for path in (place, *place.rglob("*")):
                shutil.chown(path, user)
        data, password = self._ground("postgres").translated(f"/data {environment['POSTGRES_PASSWORD_FILE']}").split()
        init = ["initdb", "-D", data, "-U", environment["POSTGRES_USER"], "--pwfile", password]
        self._as(user, [*init, *environment["POSTGRES_INITDB_ARGS"].split()])
        self._as(
            user, ["postgres", "--single", "-D", data, "postgres"], f"create database {environment['POSTGRES_DB']}"
        )

    def _as(self, user: str, command: list[str], text: str = "") -> None:
        program = str(shutil.which(command[0], path=self.path))
        subprocess.run(
            bind_command([program, *command[1:]], user=user),
            input=text.encode(),
            check=True,
            capture_output=True,
            cwd="/",
        )

    def _translated(self, name: str, command: list[str]) -> list[str]:
        return [self._ground(name).translated(word) for word in command]

    def _environment(self, name: str) -> dict[str, str]:
        """The container's environment: the image's variables and the service's, and none of this shell's."""
        given = {
            "HOME": str(self.folder / name / "home"),
            "HOSTNAME": socket.gethostname(),
            "BILDSTELLE_PYTHON": sys.executable,
            "CREDENTIALS_DIRECTORY": str(self.folder / name / "secrets"),
            "TMPDIR": str(self.folder / name / "tmp"),
            "PGDATA": str(self.folder / name / "data"),
        }
        own = self.file["services"][name]
        if "build" in own:
            image = {key: value.replace("/app", str(ROOT)) for key, value in image_environment().items()}
            given |= image | self.variables
        ground = self._ground(name)
        given["PATH"] = self.path
        return given | {key: ground.translated(value) for key, value in own.get("environment", {}).items()}
