"""FTP's data connections, by which files arrive.

FTP has no sign for the end of a file: the data connection closes, as it also does when the sender's program is killed.
So a file is handed in a moment later, if the control connection is still there and has not called it off; a JPEG that
ends with its end mark need not wait. A connection that breaks, which pyftpdlib takes for an end as well, is none.
"""

from __future__ import annotations

import socket

from OpenSSL import SSL
from pyftpdlib.exceptions import _RetryError
from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler

from workers.gateway.visits import Visit

_GRACE = 0.25  # seconds
_STALLED = 60  # seconds without a byte after which a file is given up
_BROKE = "426 The connection broke; send the file again."


class Upload:
    """The file that a data connection writes into. Closing it forgets it, unless it was handed in."""

    def __init__(self, visit: Visit, path: str) -> None:
        self.name = path
        self.closed = False
        self._visit, self._arriving, self._size = visit, visit.begin(path), 0
        self._failed: OSError | None = None

    def write(self, data: bytes) -> None:
        """Write at the end. What goes wrong is told once the file has come: cameras read no answer before."""
        if self._failed:
            return
        try:
            self._arriving.write(data, self._size)
        except OSError as error:
            self._failed = error
        self._size += len(data)

    def is_whole(self) -> bool:
        """Whether the file itself tells that nothing is missing."""
        return self._failed is None and self._arriving.is_whole()

    def hand_in(self) -> None:
        """Store the file, or keep it under its temporary name. Raises OSError."""
        if self._failed:
            raise self._failed
        self.closed = True
        self._visit.hand_in(self.name, self._arriving)

    def close(self) -> None:
        self.closed = True
        self._visit.give_up(self.name, self._arriving)


class _Receiving(DTPHandler):  # type: ignore[misc]  # pyftpdlib ships no types
    """Stands behind the TLS of a data connection, where the end of the data is told, encrypted or not."""

    timeout = _STALLED
    _ended = False

    def __init__(self, sock: socket.socket, control: FTPHandler) -> None:
        super().__init__(sock, control)
        if not self.connected and control._in_dtp_queue is not None:
            # It broke before we took it. pyftpdlib says nothing then, and the sender would wait.
            control._in_dtp_queue[0].close()
            control._in_dtp_queue = None
            control.respond(_BROKE)

    def enable_receiving(self, _kind: str, cmd: str) -> None:
        """Take every file as it is: some programs do not ask for it, and ASCII mode would break a picture."""
        super().enable_receiving("i", cmd)

    def recv(self, size: int) -> bytes:
        """What came; nothing where the file has ended, or the connection broke."""
        try:
            data = bytes(self.socket.recv(size))
        except BlockingIOError as error:
            raise _RetryError from error
        except SSL.ZeroReturnError:
            data = b""
        except SSL.SysCallError as error:
            if error.args[1] != "Unexpected EOF":  # many programs close without a word of TLS
                self.handle_close()
            data = b""
        except OSError:
            self.handle_close()
            data = b""
        if not (data or self._closed):
            self._end()
        return data

    def handle_close(self) -> None:
        """The connection broke, or what was sent to the other side has been."""
        if self._closed or not self.receive:
            super().handle_close()
        elif not self._ended:
            self._resp = (_BROKE, self.cmd_channel.logline)
            self.close()

    def handle_timeout(self) -> None:
        """Give up what stalls; what has ended does not."""
        if not self._ended:
            super().handle_timeout()

    def _end(self) -> None:
        self.del_channel()
        if not self._ended:
            self._ended = True
            self.call_later(0 if self.file_obj.is_whole() else _GRACE, self._hand_in)

    def _hand_in(self) -> None:
        if self._closed:
            return
        try:
            self.file_obj.hand_in()
        except OSError as error:
            self._resp = (f"451 {error.strerror}.", self.cmd_channel.logline)
        else:
            self._resp = ("226 It is there.", self.cmd_channel.logline)
        self.add_channel()
        self.close()


class Data(TLS_DTPHandler, _Receiving):  # type: ignore[misc]  # as above
    """A data connection, with TLS or without."""
