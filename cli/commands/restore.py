"""`./bildstelle restore`: a backup into an empty stack."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.backup import BackupArgument
from cli.support.errors import CommandError
from cli.support.options import AsJson, Data
from cli.support.output import listed, print_json, print_rows, say
from cli.support.session import session

if TYPE_CHECKING:
    from cli.backup.folder import Description
    from cli.backup.restoring import Report


def restore(
    folder: BackupArgument,
    without_damaged: Annotated[
        bool, typer.Option("--without-damaged", help="Leave out objects of the backup that are damaged.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Restore the backup in DIR into an empty stack whose desk and workers do not run. Run again, it goes on."""
    from cli.backup.folder import BackupFolder
    from cli.backup.servers import servers_for_restore

    opened = BackupFolder.open(folder)
    public_url = opened.read().public_url
    with servers_for_restore(data, public_url), session(data):
        from cli.backup.restoring import restore as restore_backup

        try:
            description, report = restore_backup(opened, without_damaged=without_damaged)
        except OSError as error:
            raise CommandError(f"The restore broke off ({error}). Run the same command again, it goes on.") from error
        if as_json:
            print_json({"id": description.id, "snapshot_at": description.snapshot_at} | asdict(report))
        else:
            _print(description, report)


def _print(description: Description, report: Report) -> None:
    moment = f"{description.snapshot_at:%Y-%m-%d %H:%M:%S} UTC"
    say(f"Restored: the record of {moment} and {report.objects + report.done_before} objects.")
    for name in report.left_out:
        say(f"  left out, damaged: {name}")
    say(f"What was withdrawn or declined after {moment} is as it was then: withdraw it again once the stack is up.")
    say("Accounts and passwords are those of the backup; everybody signs in anew.")
    if report.goes_live_at_once:
        say(f"Goes live as soon as the workers start, its time is past: {', '.join(report.goes_live_at_once)}")
    if report.ends_at_once:
        say(f"Is withdrawn as soon as the workers start, its time is past: {', '.join(report.ends_at_once)}")
    if report.rights_ended:
        say("The right to use these photos has ended; the workers take them, or their approval, off at once:")
        say(listed(report.rights_ended))
    if report.published_at:
        say(f"Published files name {report.published_at} as their address; publish a release again to name today's.")
    if report.need_keys:
        rows = [person | {"new_key": f"./bildstelle photographer key {person['slug']}"} for person in report.need_keys]
        print_rows(rows, title="Upload keys are not restored. Who needs a new one, once the stack is up")
        if "access_key_id" in report.need_keys[0]:
            say(
                "These keys were made by hand. Register those that the store still knows again, with --access-key-id;"
                " end the others at the store."
            )
