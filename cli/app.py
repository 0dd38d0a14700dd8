"""The command line: all commands, in the order in which `./bildstelle --help` lists them."""

from __future__ import annotations

import sys

import typer

from cli.commands import (
    account,
    attachment,
    backup,
    captions,
    demo,
    drop,
    env,
    gateway,
    photographer,
    press_list,
    publish,
    release,
    repair,
    restore,
    review,
    status,
    subscriber,
    up,
)
from cli.support.errors import CommandError
from cli.support.output import error_console

app = typer.Typer(
    name="bildstelle",
    help="The picture desk of a press office: photos in, credited renditions and a caption manifest out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # importing what draws frames around the help takes longer than all the rest of it
    pretty_exceptions_show_locals=False,  # locals may hold keys and passwords
)
for _command in (
    *(up.up, demo.demo, drop.drop, env.env),
    *(review.approve, review.decline, review.expire, publish.publish, publish.withdraw),
    *(repair.sweep, repair.rewrite, repair.develop, status.status, backup.backup, restore.restore),
):
    app.command()(_command)
app.add_typer(account.accounts, name="account")
app.add_typer(attachment.attachments, name="attachment")
app.add_typer(captions.captions, name="captions")
app.add_typer(gateway.gateways, name="gateway")
app.add_typer(photographer.photographers, name="photographer")
app.add_typer(press_list.press_list, name="press-list")
app.add_typer(release.releases, name="release")
app.add_typer(subscriber.subscribers, name="subscriber")


def main() -> None:
    """Run the command line; print a `CommandError` as its message on stderr, without a traceback."""
    try:
        app(prog_name="./bildstelle")
    except CommandError as error:
        from rich.markup import escape

        error_console().print(f"[bold red]Error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
