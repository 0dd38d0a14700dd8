"""What the gateway shows who it is by: host keys for SFTP, and a certificate for FTP where the operator names none.

Made once and kept, since programs remember them. The certificate is signed by itself: programs ask once whether to
trust it.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone

_YEARS = 10
_PrivateKey = ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def host_keys(folder: Path) -> list[Path]:
    """The host keys: the usual one, and one for older programs."""
    modern, older = folder / "ssh_host_ed25519_key", folder / "ssh_host_rsa_key"
    if not modern.exists():
        _write(modern, _pem(ed25519.Ed25519PrivateKey.generate(), serialization.PrivateFormat.OpenSSH))
    if not older.exists():
        _write(older, _pem(rsa.generate_private_key(65537, 3072), serialization.PrivateFormat.OpenSSH))
    return [modern, older]


def own_certificate(folder: Path, host: str) -> Path:
    """A certificate for this host and its key, in one file."""
    path = folder / "ftp.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(key, host).public_bytes(serialization.Encoding.PEM)
        _write(path, _pem(key, serialization.PrivateFormat.PKCS8) + certificate)
    return path


def _signed(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    now = timezone.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([_called(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


def _called(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: _PrivateKey, form: serialization.PrivateFormat) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Write aside and rename, for this user alone: a process that is killed leaves no half a key."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
