"""Arguments and options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the stack's state; var/ beside the program by default.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table for people.")]
ReleaseArgument = Annotated[str, typer.Argument(metavar="RELEASE", help="Slug or number.")]
ReleaseOption = Annotated[str, typer.Option("--release", help="Slug or number.")]
AnyRelease = Annotated[str | None, typer.Argument(help="Slug or number; all if not given.", show_default=False)]
