"""A mail server on a loopback port, with Python's own means: it takes mail, and refuses what a test says."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """`refused` are addresses, of senders too, with the code that refuses them; `taken` the messages in their order."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    mails = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(220)
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].upper()
                if verb in ("MAIL FROM", "RCPT TO"):
                    address = line.partition("<")[2].partition(">")[0]
                    self._say(mails.refused.get(address, 250))
                elif verb == "DATA":
                    self._say(354)
                    mails.taken.append(self._read_message())
                    self._say(250)
                else:
                    self._say(221 if verb == "QUIT" else 250)
                if verb == "QUIT":
                    return

        def _say(self, code: int) -> None:
            self.wfile.write(f"{code} so be it\r\n".encode())

        def _read_message(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            message = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(message, EmailMessage)
            return message

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        mails.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield mails
        finally:
            server.shutdown()
            thread.join()
