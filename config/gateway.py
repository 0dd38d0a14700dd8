"""The settings of the gateway for cameras: where it listens, and what it shows who it is by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

_ROOT = Path(__file__).resolve().parent.parent


def read_ports(text: str) -> range:
    """A range of ports, `30000-30049`. Raises ValueError."""
    first, _, last = text.partition("-")
    ports = range(int(first), int(last) + 1) if first.isdecimal() and last.isdecimal() else range(0)
    if not ports or ports[0] < 1 or ports[-1] > 65535:
        raise ValueError(f"give the first and the last port, such as 30000-30049, not {text!r}")
    return ports


def _check_ports(text: str) -> str:
    read_ports(text)
    return text


_Port = Annotated[int | None, Field(ge=1, le=65535)]


class GatewaySettings(BaseModel):
    """A part of `config.environment.Environment`."""

    ftp_port: _Port = Field(None, description="Port of FTP with TLS, where the gateway runs; empty means no FTP")
    sftp_port: _Port = Field(None, description="Port of SFTP, where the gateway runs; empty means no SFTP")
    gateway_listen: str = Field("127.0.0.1", description="Address on which the gateway listens; `0.0.0.0` means all")
    gateway_folder: Path = Field(
        _ROOT / "var/gateway",
        description="The gateway's private folder: its keys, and files while they arrive",
    )
    gateway_per_address: int = Field(
        40, ge=1, le=100, description="Clients from one address that FTP and SFTP each take at a time, of 100 in all"
    )
    ftp_passive_ports: Annotated[str, AfterValidator(_check_ports)] = Field(
        "30000-30049", description="Ports of FTP's data connections, the first and the last"
    )
    ftp_address: str = Field(
        "", description="Name or IPv4 address for FTP's data connections; empty means the one that was called"
    )
    ftp_certificate: Path | None = Field(
        None, description="Certificate of FTP with its chain (PEM); empty means one of the gateway's own"
    )
    ftp_key: Path | None = Field(
        None, description="Private key of that certificate (PEM); empty means it stands in the same file"
    )
