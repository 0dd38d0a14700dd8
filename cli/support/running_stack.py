"""The embedded stack in the foreground, as `up` and `demo` run it."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.markup import escape
from rich.table import Table

from cli.stack.disk import DiskWatch
from cli.stack.probes import word_of
from cli.stack.stack import Stack, StackError
from cli.stack.stack_config import DEFAULT_DATA
from cli.stack.supervisor import supervise
from cli.support.errors import CommandError
from cli.support.output import console


@contextmanager
def running_stack(data: Path | None, port: int | None, wanted: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """The stack with the operator's `BILDSTELLE_*` settings, and those `wanted` that they leave open.

    Ctrl-C, SIGTERM and SIGHUP stop it in order.

    Raises CommandError when it cannot start; one that is interrupted before it runs, or twice, ends the program.
    """
    # SIGINT too: a shell starts what runs in its background with SIGINT ignored, and Python keeps it so.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    stack = Stack(data or DEFAULT_DATA, port, environment={**(wanted or {}), **_settings()})
    try:
        console().print("Starting …")
        with stack:
            with suppress(KeyboardInterrupt):
                yield stack
            console().print("Stopping … (once more to stop at once)")
        console().print("Stopped.")
    except StackError as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        console().print("Stopped at once.")
        sys.exit(128 + signal.SIGINT)


def print_addresses(stack: Stack) -> None:
    """Print where everything is, and the first accounts with their passwords, which are never shown again."""
    addresses = Table.grid(padding=(0, 2))
    environment = stack.environment
    addresses.add_row("Desk", f"[link]{environment['BILDSTELLE_PUBLIC_URL']}[/link]")
    addresses.add_row(
        "Uploads (S3)",
        f"{environment['BILDSTELLE_S3_ENDPOINT']}, bucket {environment['BILDSTELLE_BUCKET_INCOMING']}",
    )
    for what in ("FTP", "SFTP"):
        if port := environment.get(f"BILDSTELLE_{what}_PORT"):
            addresses.add_row(f"Cameras ({what})", f"port {port} of {_listening(environment)}")
    addresses.add_row("Public files", environment["BILDSTELLE_S3_PUBLIC_URL"])
    addresses.add_row("State and logs", escape(str(stack.data)))
    folder = "" if stack.data == DEFAULT_DATA else f" --data {shlex.quote(str(stack.data))}"
    addresses.add_row("For other programs", escape(f'eval "$(./bildstelle env{folder})"'))
    console().print("[bold green]Bildstelle is running.[/] Ctrl-C stops it.")
    console().print(addresses)
    if stack.first_accounts:
        console().print(_account_table(stack))


def _listening(environment: Mapping[str, str]) -> str:
    address = environment.get("BILDSTELLE_GATEWAY_LISTEN") or "127.0.0.1"
    return "this machine" if address == "0.0.0.0" else address  # noqa: S104  (said, not bound)


def _account_table(stack: Stack) -> Table:
    table = Table("Account", "Password", "Role", title="First accounts: note the passwords, they are shown only now")
    for account in stack.first_accounts:
        table.add_row(account.username, account.password, account.role)
    return table


def supervise_stack(stack: Stack) -> NoReturn:
    """Restart services that crash, printing each crash and a full disk, until a signal's exception ends it."""

    def report(line: str) -> None:
        console().print(f"[yellow]{escape(line)}[/]", soft_wrap=True)

    services, port = stack.services.values(), stack.config.ports.desk
    watch = DiskWatch(stack.data, services, report, lambda: word_of("store", port))
    supervise(services, report, watch.look)


def _settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("BILDSTELLE_")}


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
