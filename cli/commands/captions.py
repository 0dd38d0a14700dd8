"""`./bildstelle captions`: captions out as a table for a spreadsheet, and back in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.support.captions import export_table, import_table
from cli.support.errors import CommandError
from cli.support.lookup import find_release
from cli.support.options import AsJson, Data, ReleaseOption
from cli.support.output import print_answer, say
from cli.support.session import session

captions = typer.Typer(help="Captions, alt texts, credits and order as CSV or .xlsx.", no_args_is_help=True)


@captions.command("export")
def export_(
    release: Annotated[str, typer.Argument(help="Slug or number.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write: .xlsx for Excel, else CSV; to stdout if not given.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Write the release's captions as a table: .xlsx, or CSV (UTF-8 with BOM, as Excel wants it)."""
    with session(data, reads=True):
        table = export_table(find_release(release), xlsx=bool(file and file.suffix.lower() == ".xlsx"))
        if file is None:
            sys.stdout.buffer.write(table)
            return
        try:
            file.write_bytes(table)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        say(f"{file} is written. Edit it and bring it back: ./bildstelle captions import {file} --release {release}")


@captions.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=".xlsx, or CSV: comma, semicolon or tab; UTF-8.")
    ],
    release: ReleaseOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take over captions from a table, all of it or, where a row has an error, none."""
    with session(data):
        edited = import_table(find_release(release), file.read_bytes(), dry_run=dry_run)
        rows = [
            {
                "photo": one.photo.pk,
                "filename": one.photo.filename,
                "field": one.field,
                "before": one.before,
                "after": one.after,
            }
            for one in edited
        ]
        title = "What would change" if dry_run else "Changed"
        print_answer(rows, as_json=as_json, title=title, empty="Nothing differs.")
