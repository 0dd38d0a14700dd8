"""`./bildstelle backup`: the record and all objects, into a folder."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.options import AsJson, Data
from cli.support.output import listed, print_json, say
from cli.support.session import session

if TYPE_CHECKING:
    from cli.backup.folder import BackupFolder, Description
    from cli.backup.saving import Report

BackupArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The backup's folder.")]


def backup(
    folder: BackupArgument,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup in DIR and name what is damaged.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy the record and all objects into DIR. Run again, it copies only what is new.

    It may run while people work. DIR holds unpublished photos: only its owner can read it. Keep the secrets elsewhere.
    """
    from cli.backup.folder import BackupFolder
    from cli.backup.servers import servers_for_backup

    if check:
        _check(BackupFolder.open(folder), as_json=as_json)
        return
    opened = BackupFolder.create(folder)
    with servers_for_backup(data), session(data):
        from cli.backup.saving import save

        try:
            description, report = save(opened)
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"The backup broke off ({error}). Run the same command again, it goes on.") from error
        _print(opened, description, report, as_json=as_json)


def _print(folder: BackupFolder, description: Description, report: Report, *, as_json: bool) -> None:
    if as_json:
        facts = description.model_dump(mode="json", include={"id", "snapshot_at", "made_at", "objects", "bytes"})
        print_json({"folder": folder.path} | facts | asdict(report))
    else:
        say(
            f"The backup in {folder.path} is whole: the record of {description.snapshot_at:%Y-%m-%d %H:%M:%S} UTC and"
            f" {description.objects} objects, {_megabytes(description.bytes)}."
        )
        say(f"{report.copied} copied ({_megabytes(report.copied_bytes)}), {report.known} there already.")
        if report.left_out:
            say(f"{report.left_out} left out: deleted, or public only since the record was dumped.")
        say("Not in it: the stack's secrets, settings and photographers' upload keys.")
    if lines := [f"missing: {name}" for name in report.missing] + [f"damaged: {name}" for name in report.damaged]:
        raise CommandError(
            "The store itself differs from its record; ./bildstelle sweep repairs what it can:\n" + listed(lines)
        )


def _check(folder: BackupFolder, *, as_json: bool) -> None:
    from cli.backup.checking import find_damage

    description = folder.read()
    damaged = find_damage(folder, description)
    if as_json:
        print_json({"folder": folder.path, "id": description.id, "objects": description.objects, "damaged": damaged})
    elif not damaged:
        say(f"All {description.objects} objects and the record of {folder.path} are as they were written.")
    if damaged:
        raise CommandError(
            f"{len(damaged)} damaged or missing:\n"
            + listed(damaged)
            + "\nDelete the files named and run ./bildstelle backup again: they are copied anew."
        )


def _megabytes(number: int) -> str:
    return f"{number / 1e6:,.1f} MB"
