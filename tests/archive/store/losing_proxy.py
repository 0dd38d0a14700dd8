"""A proxy in front of the store that loses the answer to one request: the store has done it, the client cannot know."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PIECE = 1 << 16
_GO_ON = b"HTTP/1.1 100 "


class LosingProxy:
    """Passes everything on, but closes the connection instead of the first answer to a request that begins so."""

    def __init__(self, store: str, *, lose: bytes) -> None:
        self._store = (urlsplit(store).hostname, urlsplit(store).port)
        self._begins = lose
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.lost = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._store) as store:
            first = client.recv(_PIECE)
            is_lost = first.startswith(self._begins) and not self.lost
            store.sendall(first)
            back = threading.Thread(target=_pass_on, args=(client, store), daemon=True)
            back.start()
            if is_lost:
                # The client sends the body once it is told to go on; only what comes after that is the answer.
                while (answer := store.recv(_PIECE)).startswith(_GO_ON):
                    client.sendall(answer)
                self.lost += 1
                with suppress(OSError):  # the client may have given up
                    client.shutdown(socket.SHUT_RDWR)
            else:
                _pass_on(store, client)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(_PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of the two is gone
