"""The gateway as the settings want it: SFTP, FTP or both."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from workers.gateway import ftp, sftp
from workers.gateway.certificates import host_keys, own_certificate
from workers.gateway.spool import Spool
from workers.gateway.visits import settle
from workers.private_folder import ensure_private_folder

log = structlog.get_logger(__name__)
_SETTLES_EVERY = 60  # seconds


@dataclass(frozen=True)
class Gateway:
    """Servers that listen, and serve once they are started; and what goes on beside them."""

    servers: tuple[Callable[[], None], ...]

    def start(self) -> None:
        """Serve in threads that end with the process."""
        for serve in self.servers:
            threading.Thread(target=serve, daemon=True).start()
        log.info("gateway_ready", ftp=settings.FTP_PORT, sftp=settings.SFTP_PORT)


def open_gateway() -> Gateway:
    """Listen on the ports of the settings. Raises ValueError where they name none, and OSError."""
    if not (settings.FTP_PORT or settings.SFTP_PORT):
        raise ValueError("neither BILDSTELLE_FTP_PORT nor BILDSTELLE_SFTP_PORT is set")
    for library in ("pyftpdlib", "paramiko"):
        # They write a line for every command, and a traceback for every port scanner.
        logging.getLogger(library).setLevel(logging.CRITICAL if library == "paramiko" else logging.WARNING)
    folder = ensure_private_folder(settings.GATEWAY_FOLDER)
    spool = Spool(folder / "spool")
    servers: list[Callable[[], None]] = [lambda: _go_on_settling(spool)]
    if settings.FTP_PORT:
        with _naming(settings.FTP_PORT):
            servers.append(_open_ftp(settings.FTP_PORT, folder, spool))
    if settings.SFTP_PORT:
        at = (settings.GATEWAY_LISTEN, settings.SFTP_PORT)
        with _naming(settings.SFTP_PORT):
            server = sftp.Server(at, spool, host_keys(folder), settings.GATEWAY_PER_ADDRESS)
        servers.append(server.serve_forever)
    return Gateway(tuple(servers))


@contextmanager
def _naming(port: int) -> Iterator[None]:
    """Which of the ports it is that another program has."""
    try:
        yield
    except OSError as error:
        # pyftpdlib passes on the system's error as a text, without its number.
        if error.errno == errno.EADDRINUSE or f"[Errno {errno.EADDRINUSE}]" in str(error):
            raise OSError(f"another program has port {port} already") from error
        raise


def _go_on_settling(spool: Spool) -> None:
    while True:
        time.sleep(_SETTLES_EVERY)
        try:
            settle(spool)
        except Exception:
            log.exception("gateway_settled_not")


def _open_ftp(port: int, folder: Path, spool: Spool) -> Callable[[], None]:
    host = settings.FTP_ADDRESS or urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    certificate = settings.FTP_CERTIFICATE or own_certificate(folder, host)
    server = ftp.make_server(
        (settings.GATEWAY_LISTEN, port),
        spool,
        certificate,
        settings.FTP_KEY or certificate,
        passive=settings.FTP_PASSIVE_PORTS,
        told=socket.gethostbyname(settings.FTP_ADDRESS) if settings.FTP_ADDRESS else None,
        per_address=settings.GATEWAY_PER_ADDRESS,
    )
    return lambda: server.serve_forever(handle_exit=False)
