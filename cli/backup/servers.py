"""The servers that a backup or a restore talks to, running or started for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cli.stack.stack import Stack, StackError
from cli.stack.stack_config import DEFAULT_DATA, StackConfig, is_locked
from cli.support.connection import is_configured
from cli.support.errors import CommandError


@contextmanager
def servers_for_backup(data: Path | None) -> Iterator[None]:
    """The stack's servers, started for the time of the block if it does not run. Raises CommandError."""
    folder = (data or DEFAULT_DATA).absolute()
    if (data is None and is_configured()) or is_locked(folder):
        yield
        return
    config = StackConfig.read(folder)
    if config is None:
        raise CommandError(f"There is no Bildstelle in {folder}. Name its folder by --data.")
    with _started(Stack(folder, webhook=False, environment=config.settings)):
        yield


@contextmanager
def servers_for_restore(data: Path | None, public_url: str) -> Iterator[None]:
    """Servers without desk and workers: those of the settings, or the folder's, started for the time of the block.

    A new folder's public files get the address that they had, `public_url`, if its port is free. Raises CommandError
    where a stack runs on the folder: its workers would act on a record that is half there.
    """
    folder = (data or DEFAULT_DATA).absolute()
    if data is None and is_configured():
        yield
        return
    if is_locked(folder):
        raise CommandError(f"A Bildstelle runs on {folder}. Stop it first: a restore starts the servers that it needs.")
    settings = {name: value for name, value in os.environ.items() if name.startswith("BILDSTELLE_")}
    with _started(Stack(folder, webhook=False, environment=settings, s3_port=_loopback_port(public_url))):
        yield


def _loopback_port(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port if parts.hostname == "127.0.0.1" else None


@contextmanager
def _started(stack: Stack) -> Iterator[None]:
    try:
        try:
            stack.start_backing()
            stack.ensure_database()
        except StackError as error:
            raise CommandError(str(error)) from error
        yield
    finally:
        stack.stop()
