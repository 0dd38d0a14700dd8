"""Keys and certificate are made once, for this user alone, and for the desk's host."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from workers.gateway.certificates import host_keys, own_certificate


@pytest.mark.parametrize("host", ["desk.example.org", "127.0.0.1"])
def test_a_certificate_is_made_once(tmp_path: Path, host: str) -> None:
    path = own_certificate(tmp_path, host)
    before = path.read_bytes()
    assert own_certificate(tmp_path, "elsewhere").read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    [certificate] = x509.load_pem_x509_certificates(before)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one.value) for one in names] == [host]


def test_host_keys_are_kept(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in host_keys(tmp_path)}
    assert {path.name for path in before} == {"ssh_host_ed25519_key", "ssh_host_rsa_key"}
    assert {path: path.read_bytes() for path in host_keys(tmp_path)} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in before} == {0o600}
    assert all(content.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----") for content in before.values())
