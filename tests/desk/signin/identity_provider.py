"""A small OpenID Connect provider on the loopback: code flow with PKCE, ID tokens that are really signed."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "bildstelle", "a secret of the desk"


class IdentityProvider(ThreadingHTTPServer):
    """Says of whoever comes that they are `person`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.person: dict[str, Any] = {}
        self.told_issuer = self.issuer
        self.audience = CLIENT
        self.key = self.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.grants: dict[str, tuple[str, str]] = {}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 60} | self.person
        return jwt.encode(claims, self.signing_key, algorithm="RS256", headers={"kid": "1"})


class _Handler(BaseHTTPRequestHandler):
    server: IdentityProvider

    def log_message(self, *_args: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            code = secrets.token_urlsafe(8)
            self.server.grants[code] = asked["redirect_uri"], asked["code_challenge"]
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()
        elif url.path == "/jwks":
            public = RSAAlgorithm.to_jwk(self.server.key.public_key(), as_dict=True)
            self._tell({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]})
        elif url.path == "/userinfo":
            self._tell(self.server.person)
        else:
            paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{self.server.issuer}/{path}" for name, path in paths.items()}
            self._tell({"issuer": self.server.told_issuer, "jwks_uri": f"{self.server.issuer}/jwks"} | ends)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        address, challenge = self.server.grants.pop(asked["code"])
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        proved = base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
        if not proved or address != asked["redirect_uri"] or asked.get("client_secret") != SECRET:
            self.send_error(400)
            return
        self._tell({"access_token": "x", "token_type": "Bearer", "id_token": self.server.id_token()})

    def _tell(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def run_identity_provider() -> Iterator[IdentityProvider]:
    """Run a provider during the block."""
    with IdentityProvider() as provider:
        thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
