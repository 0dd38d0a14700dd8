"""The embedded S3 server: SeaweedFS in one process, locked down.

By default only its S3 port asks for credentials. Listening on the loopback is not enough: other people may use this
machine, and web pages in their browsers reach it too. In a trial with S3 keys and signed tokens (`jwt`) set, a GET on
the master's port deleted the bucket `archive`, the master signed a stranger's upload, and the filer's gRPC port
deleted an original. So filer and volume ask for a signed token, master, admin and every gRPC port for our client
certificate, and WebDAV, Iceberg, Lance, the admin pages and the telemetry are off.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cli.stack import probes
from cli.stack.ports import GRPC_OFFSET
from cli.stack.service import Service
from cli.stack.stack_config import ROOT, StackConfig

_PROGRAM = Path(sys.executable).with_name("weed")
_START = ROOT / "deploy/start-seaweedfs"
_CERTIFICATE, _KEY = "seaweed.crt", "seaweed.key"
_HTTPS_PARTS = ("master", "admin")
_GRPC_PARTS = ("master", "volume", "filer", "s3", "admin", "worker", "client")


def prepare_seaweed(data: Path, config: StackConfig, *, webhook: bool) -> Service:
    """Write the server's configuration and certificate below `data`, and describe the service.

    With `webhook`, SeaweedFS posts every change in the bucket `incoming` to the desk's event receiver.
    """
    folder = data / "seaweed"
    (folder / "volumes").mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    ensure_certificate(folder)
    (folder / "security.toml").write_text(_security(folder, config), "utf-8")
    (folder / "notification.toml").write_text(_notification(config, enabled=webhook), "utf-8")
    # SeaweedFS keeps its last options in this file; only those of `_options` should count.
    (folder / "volumes/mini.options").unlink(missing_ok=True)
    return Service(
        name="seaweed",
        command=["/bin/sh", str(_START), str(folder / "volumes"), str(_PROGRAM), *_options(folder, config)],
        log=data / "logs/seaweed.log",
        environment=os.environ
        | {
            "AWS_ACCESS_KEY_ID": config.secrets.s3_access_key,
            "AWS_SECRET_ACCESS_KEY": config.secrets.s3_secret_key,
        },
        is_ready=lambda: (
            probes.is_serving(config.ports.s3, "/healthz")
            and probes.knows_volumes(config.ports.master, folder / _CERTIFICATE, folder / _KEY)
        ),
        folder=folder,  # it reads its .toml files from the working directory
    )


def _options(folder: Path, config: StackConfig) -> Sequence[str]:
    ports = config.ports
    served = {
        "master": ports.master,
        "volume": ports.volume,
        "filer": ports.filer,
        "s3": ports.s3,
        "admin": ports.admin,
    }
    return [
        "mini",
        f"-dir={folder / 'volumes'}",
        *("-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *(f"-{name}.port={port}" for name, port in served.items()),
        *(f"-{name}.port.grpc={port + GRPC_OFFSET}" for name, port in served.items()),
        *("-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"),
        # Photographers' keys are made through the IAM API, which is read-only by default.
        "-s3.iam.readOnly=false",
        # A mistyped bucket is an error, not a new bucket.
        "-s3.autoCreateBucket=false",
        "-master.telemetry=false",
        # In the working directory, not in /tmp; relative, since a socket's path is limited to 107 characters.
        *("-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
    ]


def ensure_certificate(folder: Path) -> None:
    """Make the self-signed certificate that SeaweedFS's parts use as server and as client, if there is none."""
    certificate, key = folder / _CERTIFICATE, folder / _KEY
    if certificate.exists() and key.exists():
        return
    secret, public = _make_certificate()
    key.touch(mode=0o600)
    key.write_bytes(secret)
    # Aside, and last: a full disk leaves no half of it, with which SeaweedFS would never start.
    fresh = folder / f"{_CERTIFICATE}.new"
    fresh.write_bytes(public)
    fresh.replace(certificate)


def _make_certificate() -> tuple[bytes, bytes]:
    """A private key and its certificate, both PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bildstelle")])
    hosts = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    begin = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(hosts, critical=False)
        # Self-signed: the certificate is its own authority.
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret, certificate.public_bytes(serialization.Encoding.PEM)


def _security(folder: Path, config: StackConfig) -> str:
    keys = config.secrets
    sections: dict[str, dict[str, object]] = {
        "jwt.signing": {"key": keys.weed_volume_write},
        "jwt.signing.read": {"key": keys.weed_volume_read},
        "jwt.filer_signing": {"key": keys.weed_filer_write},
        "jwt.filer_signing.read": {"key": keys.weed_filer_read},
        "admin": {"user": "admin", "password": keys.weed_admin},
        "grpc": {"ca": folder / _CERTIFICATE},
    }
    pair: dict[str, object] = {"cert": folder / _CERTIFICATE, "key": folder / _KEY}
    for part in _HTTPS_PARTS:
        sections[f"https.{part}"] = pair | {"ca": folder / _CERTIFICATE}
    for part in _GRPC_PARTS:
        sections[f"grpc.{part}"] = pair | {"allowed_commonNames": "bildstelle"}
    return _toml(sections)


def _notification(config: StackConfig, *, enabled: bool) -> str:
    if not enabled:
        return ""
    lines = [
        "[notification.webhook]",
        "enabled = true",
        f'endpoint = "http://127.0.0.1:{config.ports.desk}/events/s3"',
        f'bearer_token = "{config.secrets.events}"',
        "timeout_seconds = 10",
        # No events for renditions and press files: we write those ourselves.
        'path_prefixes = ["/buckets/incoming"]',
    ]
    return "\n".join(lines) + "\n"


def _toml(sections: dict[str, dict[str, object]]) -> str:
    blocks = [
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())
        for name, values in sections.items()
    ]
    return "\n".join(blocks)
