"""`./bildstelle press-list`: the readers who get releases by mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.support.errors import CommandError
from cli.support.lookup import find_release
from cli.support.options import AsJson, Data, ReleaseArgument
from cli.support.output import print_json, say
from cli.support.session import session

press_list = typer.Typer(help="The press list: readers who get releases by mail.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="An email address.")]


@press_list.command()
def count(data: Data = None, as_json: AsJson = False) -> None:
    """How many readers there are, and how many have not confirmed yet."""
    with session(data, reads=True):
        from archive.models import Reader

        confirmed = Reader.objects.filter(confirmed_at__isnull=False).count()
        waiting = Reader.objects.filter(confirmed_at=None).count()
        if as_json:
            print_json({"readers": confirmed, "unconfirmed": waiting})
        else:
            say(f"{confirmed} on the press list, {waiting} asked and not confirmed yet.")


@press_list.command()
def add(
    address: Address,
    language: Annotated[str, typer.Option(help="Language of the mails; the house's first one if not given.")] = "",
    data: Data = None,
) -> None:
    """Ask somebody by mail whether they want to be on the list."""
    with session(data):
        from django.conf import settings

        from archive.audit import OPERATOR
        from archive.publishing.readers import add_reader

        _refuse_without_mail()
        if language and language not in settings.RELEASE_LANGUAGES:
            raise CommandError(
                f"There is no language {language}; this desk has {', '.join(settings.RELEASE_LANGUAGES)}."
            )
        add_reader(address, language, OPERATOR)
        say("A mail with a link to confirm is on its way.")


@press_list.command()
def remove(address: Address, data: Data = None) -> None:
    """Forget somebody: the address, and which mails went to it."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.models import Reader
        from archive.publishing.readers import remove_reader

        reader = Reader.objects.filter(folded=address.strip().casefold()).first()
        if reader is None:
            raise CommandError("This address is not on the list.")
        remove_reader(reader, OPERATOR)
        say("The address is forgotten.")


@press_list.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: address,language")],
    consented: Annotated[
        bool, typer.Option("--consented", help="They agreed before, and you can prove it: ask them nothing.")
    ] = False,
    data: Data = None,
) -> None:
    """Add the people of a CSV file. Each is asked by mail first, unless they agreed before."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.readers import import_readers

        if not consented:
            _refuse_without_mail()
        added = import_readers(file.read_bytes(), OPERATOR, consented=consented)
        say(f"{added} added." if consented else f"{added} asked by mail.")


@press_list.command("export")
def export_file(data: Data = None) -> None:
    """Print the list as CSV."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.readers import export_readers

        typer.echo(export_readers(OPERATOR), nl=False)


@press_list.command()
def send(release: ReleaseArgument, data: Data = None) -> None:
    """Mail a release's public version to those who did not get it yet, as after a correction."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.readers import mail_version
        from archive.publishing.versions import last_live
        from archive.states import ReleaseState

        _refuse_without_mail()
        found = find_release(release)
        version = last_live(found)
        if found.state != ReleaseState.LIVE or version is None:
            raise CommandError(f"{found.slug} is not live: nothing of it can be mailed.")
        say(f"Version {version.n} goes to {mail_version(found, version, OPERATOR)} readers.")


def _refuse_without_mail() -> None:
    from django.conf import settings

    if not settings.LIST_WORKS:
        raise CommandError("There is no mail server. Set BILDSTELLE_SMTP_URL; see docs/settings.md")
