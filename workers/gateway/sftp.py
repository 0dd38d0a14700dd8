"""SFTP, by paramiko: each client has a thread. There is no shell and no forwarding, and no file is read."""

from __future__ import annotations

import os
import posixpath
import socket
import stat
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import paramiko
import structlog
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED, OPEN_SUCCEEDED
from paramiko.sftp import SFTP_OK, SFTP_PERMISSION_DENIED

from workers.gateway.places import Places
from workers.gateway.signing_in import sign_in
from workers.gateway.spool import Arriving, Spool
from workers.gateway.visits import Entry, Visit

if TYPE_CHECKING:
    from typing_extensions import Buffer

log = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")
_SIGNING_IN = 30  # seconds
_PAUSE = 2  # seconds after a wrong password
_KEEPALIVE = 30  # seconds


class _Door(paramiko.ServerInterface):
    """A client's connection: passwords, and nothing but the subsystem `sftp`."""

    def __init__(self, address: str, spool: Spool) -> None:
        self.visit: Visit | None = None
        self._address, self._spool = address, spool

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        try:
            self.visit = sign_in(username, password, self._address, self._spool, "sftp")
        except PermissionError:
            return AUTH_FAILED  # SSH has no words for why; the log has, and the photographer's page
        if self.visit:
            return AUTH_SUCCESSFUL
        time.sleep(_PAUSE)
        return AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPEN_SUCCEEDED if kind == "session" else OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED


class _File(paramiko.SFTPHandle):
    """A file that is being received. Its client closes it; one that is left open when the client goes is forgotten."""

    def __init__(self, files: _Files, path: str, arriving: Arriving) -> None:
        super().__init__()
        self._files, self._path, self._arriving = files, path, arriving

    def write(self, offset: int, data: Buffer) -> int:
        try:
            self._arriving.write(bytes(data), offset)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return SFTP_OK

    def stat(self) -> paramiko.SFTPAttributes:
        return _attributes(Entry(posixpath.basename(self._path), False, self._arriving.size))

    def chattr(self, attr: paramiko.SFTPAttributes) -> int:
        return SFTP_OK

    def close(self) -> None:
        """Hand the file in. An OSError reaches the client as a failure."""
        if self._arriving.failed or self._files.gone:
            self._files.visit.give_up(self._path, self._arriving)
        else:
            self._files.visit.hand_in(self._path, self._arriving)


class _Files(paramiko.SFTPServerInterface):
    """A visit, as paramiko asks it: results, or one of SFTP's codes for what went wrong."""

    def __init__(self, server: _Door) -> None:
        super().__init__(server)
        if server.visit is None:
            raise PermissionError("nobody opens a channel before they signed in")
        self.visit = server.visit
        self.gone = False

    def session_started(self) -> None:
        """The client may begin."""
        self.visit.open()

    def session_ended(self) -> None:
        """The client has gone; what is still open is not whole."""
        self.gone = True
        self.visit.close()

    def canonicalize(self, path: str) -> str:
        return posixpath.normpath(posixpath.join("/", path)).replace("//", "/")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        return _coded(lambda: [_attributes(entry) for entry in self.visit.list(self.canonicalize(path))])

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return _coded(lambda: _attributes(self.visit.look_at(self.canonicalize(path))))

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        if not flags & (os.O_WRONLY | os.O_RDWR):
            return SFTP_PERMISSION_DENIED
        # File managers ask for a file that is not there yet, and do not say that it is to be emptied.
        path, anew = self.canonicalize(path), bool(flags & (os.O_TRUNC | os.O_EXCL))
        return _coded(lambda: _File(self, path, self.visit.begin(path, anew=anew)))

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        return _done(lambda: self.visit.make_folder(self.canonicalize(path)))

    def rename(self, oldpath: str, newpath: str) -> int:
        old, new = self.canonicalize(oldpath), self.canonicalize(newpath)
        return _done(lambda: self.visit.rename(old, new))

    posix_rename = rename

    def chattr(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        """Times and modes are the store's; programs that set them need not fail."""
        return SFTP_OK

    def remove(self, path: str) -> int:
        return SFTP_PERMISSION_DENIED

    rmdir = remove


class Server:
    """The server, which serves from `start` until `stop`."""

    def __init__(self, at: tuple[str, int], spool: Spool, keys: Sequence[Path], per_address: int) -> None:
        """Listen at an address, for so many clients from one. Raises OSError where the port is taken."""
        self._socket = socket.create_server(at, reuse_port=False)
        self._spool = spool
        self._keys = [_read_key(path) for path in keys]
        self._places = Places(per_address)

    def serve_forever(self) -> None:
        """Take clients until the socket is closed."""
        while True:
            try:
                client, address = self._socket.accept()
            except OSError:
                return
            if self._places.take(address[0]):
                threading.Thread(target=self._serve, args=(client, address[0]), daemon=True).start()
            else:
                log.warning("gateway_full", address=address[0], protocol="sftp")
                client.close()

    def close(self) -> None:
        """Take no more clients."""
        self._socket.close()

    def _serve(self, client: socket.socket, address: str) -> None:
        transport = paramiko.Transport(client)
        try:
            for key in self._keys:
                transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            transport.set_keepalive(_KEEPALIVE)
            transport.start_server(server=_Door(address, self._spool))
            if self._signs_in(transport):
                transport.join()
        except (paramiko.SSHException, EOFError, OSError):
            log.debug("gateway_left", address=address)  # a scanner, or a program that speaks no SSH
        finally:
            transport.close()
            self._places.give_back(address)

    @staticmethod
    def _signs_in(transport: paramiko.Transport) -> bool:
        deadline = time.monotonic() + _SIGNING_IN
        while transport.is_active() and not transport.is_authenticated() and time.monotonic() < deadline:
            time.sleep(0.1)
        return transport.is_authenticated()


def _read_key(path: Path) -> paramiko.PKey:
    return paramiko.PKey.from_path(str(path))


def _attributes(entry: Entry) -> paramiko.SFTPAttributes:
    attributes = paramiko.SFTPAttributes()
    attributes.filename = entry.name
    attributes.st_size = entry.size
    attributes.st_mode = stat.S_IFDIR | 0o755 if entry.is_folder else stat.S_IFREG | 0o644
    attributes.st_uid = attributes.st_gid = 0
    attributes.st_atime = attributes.st_mtime = int(entry.modified.timestamp())
    return attributes


def _coded(ask: Callable[[], _Answer]) -> _Answer | int:
    """What is asked for, else one of SFTP's codes."""
    try:
        return ask()
    except OSError as error:
        return paramiko.SFTPServer.convert_errno(error.errno or 0)


def _done(act: Callable[[], None]) -> int:
    """SFTP's code for how it went."""
    code = _coded(act)
    return SFTP_OK if code is None else code
