"""The record, as the gateway's threads ask it: a hundred clients that are connected hold no connection each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def asking_record() -> Iterator[None]:
    """Give the thread's connection to the record back at the end of the block."""
    try:
        yield
    finally:
        close_connections()


def close_connections() -> None:
    """Close those of this thread."""
    connections.close_all()
