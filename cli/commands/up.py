"""`./bildstelle up`: the embedded stack in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.support.options import Data

Port = Annotated[
    int | None,
    typer.Option("--port", help="Port of the desk; 8000 or else a free one by default.", show_default=False),
]


def up(data: Data = None, port: Port = None) -> None:
    """Start the desk and everything it needs, and keep it running until Ctrl-C."""
    from cli.support.running_stack import print_addresses, running_stack, supervise_stack

    with running_stack(data, port) as stack:
        print_addresses(stack)
        supervise_stack(stack)
