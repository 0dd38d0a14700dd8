"""The command line itself, and what its commands share; each command is registered by its own module."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

app = typer.Typer(
    name="bildstelle",
    help="The picture desk of a press office: photos in, credited renditions and a caption manifest out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they would print keys and passwords
)
console = Console()
complaints = Console(stderr=True)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the stack's state; var/ beside the program by default.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table for people.")]


class CommandError(Exception):
    """What went wrong and what to do about it, for the operator; ends the command with status 1."""


def main() -> None:
    """Run the command line; a `CommandError` becomes its sentence on stderr, without a traceback."""
    try:
        app(prog_name="./bildstelle")
    except CommandError as error:
        complaints.print(f"[bold red]Error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
