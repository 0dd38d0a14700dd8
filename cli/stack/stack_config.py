"""The ports, secrets and settings that a data folder keeps from start to start, in `<data>/stack.json` (0600)."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from cli.stack.ports import GRPC_OFFSET, PortTaken, choose_port, is_free

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATA = ROOT / "var"
DATABASE = "bildstelle"


def _secret() -> str:
    return secrets.token_urlsafe(32)


class Ports(BaseModel):
    """Loopback ports, None where not chosen yet; each SeaweedFS port has a gRPC port `GRPC_OFFSET` above it."""

    model_config = ConfigDict(frozen=True)

    desk: int = 8000
    valkey: int | None = None
    postgres: int | None = None
    s3: int = 8333
    master: int | None = None
    volume: int | None = None
    filer: int | None = None
    admin: int | None = None

    def settle(self, desk: int | None = None) -> SettledPorts:
        """These ports where they are free, others where not. Raises PortTaken when `desk`, which is wanted, is not."""
        if desk and not is_free(desk):
            raise PortTaken(
                f"The desk cannot have port {desk}: another program has it, or only root may. "
                "Choose another --port, or leave it out."
            )
        chosen: dict[str, int] = {}
        taken: set[int] = set() if desk is None else {desk}
        for name, preferred in self.model_dump().items():
            with_grpc = name in {"s3", "master", "volume", "filer", "admin"}
            port = desk if name == "desk" and desk else choose_port(preferred, taken, with_grpc=with_grpc)
            chosen[name] = port
            taken |= {port, port + GRPC_OFFSET} if with_grpc else {port}
        return SettledPorts(**chosen)


class SettledPorts(Ports):
    """Ports that are all chosen."""

    valkey: int
    postgres: int
    master: int
    volume: int
    filer: int
    admin: int


class Secrets(BaseModel):
    """Random secrets, made once per data folder."""

    model_config = ConfigDict(frozen=True)

    django: str = Field(default_factory=_secret)
    valkey: str = Field(default_factory=_secret)
    postgres: str = Field(default_factory=_secret)
    s3_access_key: str = Field(default_factory=lambda: secrets.token_hex(10).upper())
    s3_secret_key: str = Field(default_factory=_secret)
    events: str = Field(default_factory=_secret)
    weed_admin: str = Field(default_factory=_secret)
    weed_volume_write: str = Field(default_factory=_secret)
    weed_volume_read: str = Field(default_factory=_secret)
    weed_filer_write: str = Field(default_factory=_secret)
    weed_filer_read: str = Field(default_factory=_secret)


class StackConfig(BaseModel):
    """A stack's ports and secrets, and the `BILDSTELLE_*` settings its operator last started it with."""

    model_config = ConfigDict(frozen=True)

    ports: SettledPorts
    secrets: Secrets
    settings: dict[str, str] = {}

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The configuration of a data folder; None when no stack was ever started on it."""
        path = data / "stack.json"
        return cls.model_validate_json(path.read_text("utf-8")) if path.exists() else None

    @classmethod
    def settle(cls, data: Path, *, port: int | None, settings: dict[str, str], s3_port: int | None = None) -> Self:
        """Make or update the folder's configuration, save it and return it; a new one takes `s3_port` if it is free."""
        old = cls.read(data)
        ports: Ports = old.ports if old else Ports(s3=s3_port or Ports().s3)
        config = cls(ports=ports.settle(port), secrets=old.secrets if old else Secrets(), settings=settings)
        config._write(data)
        return config

    def _write(self, data: Path) -> None:
        fresh = data / "stack.json.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.model_dump_json(indent=2))
        fresh.replace(data / "stack.json")

    def environment(self) -> dict[str, str]:
        """The `BILDSTELLE_*` variables by which a process finds this stack's services."""
        ports, keys = self.ports, self.secrets
        # These override the settings: the shell may hold another stack's, from eval "$(./bildstelle env)".
        return (
            {"BILDSTELLE_MAIL_CONSOLE": "true"}
            | self.settings
            | {
                "BILDSTELLE_SECRET_KEY": keys.django,
                "BILDSTELLE_PUBLIC_URL": f"http://127.0.0.1:{ports.desk}",
                "BILDSTELLE_DATABASE_URL": f"postgresql://{DATABASE}:{keys.postgres}@127.0.0.1:{ports.postgres}/{DATABASE}",
                "BILDSTELLE_BROKER_URL": f"redis://:{keys.valkey}@127.0.0.1:{ports.valkey}/0",
                "BILDSTELLE_S3_ENDPOINT": f"http://127.0.0.1:{ports.s3}",
                "BILDSTELLE_S3_REGION": "us-east-1",
                "BILDSTELLE_S3_ACCESS_KEY": keys.s3_access_key,
                "BILDSTELLE_S3_SECRET_KEY": keys.s3_secret_key,
                "BILDSTELLE_S3_IAM": "true",
                "BILDSTELLE_S3_PUBLIC_URL": f"http://127.0.0.1:{ports.s3}/press",
                "BILDSTELLE_BUCKET_INCOMING": "incoming",
                "BILDSTELLE_BUCKET_ARCHIVE": "archive",
                "BILDSTELLE_BUCKET_PRESS": "press",
                "BILDSTELLE_EVENTS_TOKEN": keys.events,
            }
        )


def lock(data: Path) -> int:
    """Lock the data folder until the returned descriptor is closed; BlockingIOError when it is locked already."""
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def is_locked(data: Path) -> bool:
    """Whether a stack runs on the data folder now."""
    try:
        os.close(lock(data))
    except BlockingIOError:
        return True
    except OSError:  # no such folder, or no permission
        return False
    return False
