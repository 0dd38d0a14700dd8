"""FTP with TLS (explicit, AUTH TLS), by pyftpdlib: each client has a thread, since signing in and storing take time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from OpenSSL import SSL
from pyftpdlib.exceptions import AuthenticationFailed
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from workers.gateway.ftp_data import Data
from workers.gateway.ftp_folders import Folders
from workers.gateway.places import MAX_CLIENTS
from workers.gateway.signing_in import may_be_plain, sign_in
from workers.gateway.spool import Spool
from workers.gateway.visits import Visit

_SIGNING_IN = 60  # seconds
_IDLE = 900
_RIGHTS = frozenset("elmfw")
"""Change and list folders, make them, rename, store."""


class _Logins:
    """Who may sign in, as pyftpdlib asks it."""

    def validate_authentication(self, username: str, password: str, control: Control) -> None:
        try:
            visit = sign_in(username, password, control.remote_ip, control.spool, "ftp")
        except PermissionError as refused:
            raise AuthenticationFailed(f"{refused.strerror}.") from None
        if visit is None:
            raise AuthenticationFailed("Login or password is wrong, or was wrong too often.")
        control.visit = visit

    def has_perm(self, _username: str, perm: str, _path: str | None = None) -> bool:
        return perm in _RIGHTS

    def get_perms(self, _username: str) -> str:
        return "".join(sorted(_RIGHTS))

    def get_home_dir(self, _username: str) -> str:
        return "/"

    def get_msg_login(self, _username: str) -> str:
        return "Welcome. Photos are added; nothing is replaced or deleted."

    def get_msg_quit(self, _username: str) -> str:
        return "Goodbye."

    def impersonate_user(self, _username: str, _password: str) -> None:
        """Everybody's files are the gateway's."""

    def terminate_impersonation(self, _username: str) -> None:
        """As above."""


class Control(TLS_FTPHandler):  # type: ignore[misc]  # pyftpdlib ships no types
    """A client's control connection. TLS is required, unless the login is that of an old camera."""

    banner = "Bildstelle"
    authorizer = _Logins()
    dtp_handler = Data
    abstracted_fs = Folders
    use_sendfile = False
    tls_control_required = True
    tls_data_required = True
    # TLS 1.3 sends tickets that a program which only writes never reads; its system then resets the connection at the
    # end of the file, and what is still on its way is lost.
    ssl_options = TLS_FTPHandler.ssl_options | SSL.OP_NO_TLSv1 | SSL.OP_NO_TLSv1_1 | SSL.OP_NO_TLSv1_3
    timeout = _SIGNING_IN
    spool: ClassVar[Spool]
    visit: Visit
    _opened: Visit | None = None
    _idler: Any
    _certificate_of: ClassVar[int] = 0

    def secure_connection(self, ssl_context: SSL.Context) -> None:
        """Begin TLS, and forget what came with the request for it: anybody on the way may have put it there."""
        self.ac_in_buffer = b""
        super().secure_connection(ssl_context)

    def process_command(self, cmd: str, *args: Any, **kwargs: Any) -> None:
        """Ask for TLS before the password is sent, whoever it is that has no exception."""
        if cmd == "USER":
            self.tls_control_required = self.tls_data_required = not may_be_plain(args[0])
        super().process_command(cmd, *args, **kwargs)

    def on_login(self, _username: str) -> None:
        """Whoever signed in may take their time between two photos."""
        self.on_disconnect()  # somebody may sign in again
        self._opened = self.visit
        self._opened.open()
        self.timeout = _IDLE
        self._idler.cancel()
        self._idler = self.ioloop.call_later(_IDLE, self.handle_timeout, _errback=self.handle_error)

    def on_disconnect(self) -> None:
        """The client has gone."""
        if self._opened:
            self._opened.close()
        self._opened = None

    def decode(self, line: bytes) -> str:
        """UTF-8, else what old programs write on Windows."""
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode("cp1252", "replace")

    @classmethod
    def get_ssl_context(cls) -> SSL.Context:
        """The context, made anew once the certificate was renewed; the one before, while that is under way."""
        before = cls.ssl_context
        try:
            changed = Path(cls.certfile).stat().st_mtime_ns
            if changed != cls._certificate_of:
                cls.ssl_context = None
                super().get_ssl_context()
                cls._certificate_of = changed
        except (OSError, SSL.Error):
            if before is None:
                raise
            cls.ssl_context = before
        context: SSL.Context = cls.ssl_context
        return context


class Server(ThreadedFTPServer):  # type: ignore[misc]  # as above
    """The server, for so many clients in all and from one address, as `workers.gateway.places` has it."""

    max_cons = MAX_CLIENTS

    def __init__(self, at: tuple[str, int], control: type[Control], per_address: int) -> None:
        super().__init__(at, control)
        self.max_cons_per_ip = per_address


def make_server(
    at: tuple[str, int],
    spool: Spool,
    certificate: Path,
    key: Path,
    *,
    passive: Sequence[int],
    told: str | None,
    per_address: int,
) -> Server:
    """A server that listens at an address, ready for `serve_forever`.

    `passive` are the ports of data connections, and `told` is the IPv4 address that clients are told to connect to;
    None for the one they came by. Raises OSError where the port is taken.
    """
    settings = {
        "spool": spool,
        "certfile": str(certificate),
        "keyfile": str(key),
        "passive_ports": list(passive),
        "masquerade_address": told,
    }
    return Server(at, type("Control", (Control,), settings), per_address)
