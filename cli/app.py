"""The command line: all commands, in the order in which `./bildstelle --help` lists them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from cli.support.errors import CommandError
from cli.support.output import error_console

Command = TyperCommand | TyperGroup

# In `cli.commands`, where each command or group of commands stands.
_PLACES = {
    "up": "up.up",
    "demo": "demo.demo",
    "drop": "drop.drop",
    "env": "env.env",
    "approve": "review.approve",
    "decline": "review.decline",
    "expire": "review.expire",
    "publish": "publish.publish",
    "withdraw": "publish.withdraw",
    "sweep": "repair.sweep",
    "rewrite": "repair.rewrite",
    "develop": "repair.develop",
    "status": "status.status",
    "backup": "backup.backup",
    "restore": "restore.restore",
    "account": "account.accounts",
    "attachment": "attachment.attachments",
    "captions": "captions.captions",
    "gateway": "gateway.gateways",
    "photographer": "photographer.photographers",
    "press-list": "press_list.press_list",
    "release": "release.releases",
    "subscriber": "subscriber.subscribers",
}


class _Commands(Mapping[str, Command]):
    """The commands by name. Each is built when it is asked for: building all took a tenth of a command that reads."""

    def __getitem__(self, name: str) -> Command:
        return _build(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


@cache
def _build(name: str) -> Command:
    module, _dot, attribute = _PLACES[name].partition(".")
    found = getattr(import_module(f"cli.commands.{module}"), attribute)
    alone = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return get_group(alone).commands[name]  # type: ignore[return-value]  # Typer builds no others


class _Group(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Commands()  # type: ignore[assignment]  # they are only read


app = typer.Typer(
    name="bildstelle",
    cls=_Group,
    help="The picture desk of a press office: photos in, credited renditions and a caption manifest out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # importing what draws frames around the help takes longer than all the rest of it
    pretty_exceptions_show_locals=False,  # locals may hold keys and passwords
)


@app.callback()
def _bildstelle() -> None:
    """Typer wants something that belongs to all commands."""


def main() -> None:
    """Run the command line; print a `CommandError` as its message on stderr, without a traceback."""
    try:
        app(prog_name="./bildstelle")
    except CommandError as error:
        from rich.markup import escape

        error_console().print(f"[bold red]Error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
