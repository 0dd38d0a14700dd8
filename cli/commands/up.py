"""`./bildstelle up`: the embedded stack in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.support.options import Data

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=1, max=65535, help="Port of the desk; 8000 or else a free one by default.", show_default=False
    ),
]
Ftp = Annotated[
    bool, typer.Option("--ftp", help="Take photos from cameras by FTP with TLS, on BILDSTELLE_FTP_PORT or 2121.")
]
Sftp = Annotated[bool, typer.Option("--sftp", help="Take photos by SFTP, on BILDSTELLE_SFTP_PORT or 2022.")]


def up(data: Data = None, port: Port = None, ftp: Ftp = False, sftp: Sftp = False) -> None:
    """Start the desk and everything it needs, and keep it running until Ctrl-C."""
    from cli.support.running_stack import print_addresses, running_stack, supervise_stack

    wanted = {"BILDSTELLE_FTP_PORT": "2121"} if ftp else {}
    wanted |= {"BILDSTELLE_SFTP_PORT": "2022"} if sftp else {}
    with running_stack(data, port, wanted) as stack:
        print_addresses(stack)
        supervise_stack(stack)
