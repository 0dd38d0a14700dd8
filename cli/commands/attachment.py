"""`./bildstelle attachment`: videos and documents of a release, by the functions of the desk's buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.lookup import find_photos, find_release
from cli.support.options import AsJson, Data, ReleaseArgument
from cli.support.output import print_answer, say
from cli.support.release_options import read_languages
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Attachment, Release

attachments = typer.Typer(help="Videos and documents beside a release's photos.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="ATTACHMENT", help="Id, or a file name that is unique in the release.")]


@attachments.command("list")
def list_attachments(release: ReleaseArgument, data: Data = None, as_json: AsJson = False) -> None:
    """List a release's attachments."""
    with session(data, reads=True):
        from archive.attachments.credit import attachment_credit

        rows = [
            {"id": one.pk, "file": one.filename, "bytes": one.bytes, "state": one.state, "problem": one.problem}
            | {"titles": "; ".join(one.titles.values()), "credit": attachment_credit(one)}
            for one in find_release(release).attachments.select_related("batch__photographer")
        ]
        print_answer(rows, as_json=as_json, empty="This release has no attachment.")


@attachments.command()
def edit(
    release: ReleaseArgument,
    attachment: Name,
    title: Annotated[list[str] | None, typer.Option(help="de=…, once per language.")] = None,
    credit: Annotated[str | None, typer.Option(help="Credit line; empty for the template's.")] = None,
    poster: Annotated[str | None, typer.Option(help="The photo that stands for it; empty for none.")] = None,
    data: Data = None,
) -> None:
    """Write title, credit and poster."""
    with session(data):
        from archive.attachments.editing import edit_attachment
        from archive.audit import OPERATOR

        found = find_release(release)
        changes = {f"titles.{code}": text for code, text in read_languages("title", title or []).items()}
        changes |= {"credit": credit} if credit is not None else {}
        if poster is not None:
            changes["poster"] = find_photos(found, [poster])[0].pk if poster else ""
        _do("edited", found, attachment, lambda pk: edit_attachment(pk, changes, OPERATOR, may_approve=True, base={}))


@attachments.command()
def approve(release: ReleaseArgument, attachment: Name, data: Data = None) -> None:
    """Approve it as it stands."""
    with session(data):
        from archive.attachments.decisions import approve_attachment
        from archive.audit import OPERATOR

        _do("approved", find_release(release), attachment, lambda pk: approve_attachment(pk, OPERATOR))


@attachments.command()
def decline(release: ReleaseArgument, attachment: Name, data: Data = None) -> None:
    """Decline it: it stays in the archive and is not published."""
    with session(data):
        from archive.attachments.decisions import decline_attachment
        from archive.audit import OPERATOR

        _do("declined", find_release(release), attachment, lambda pk: decline_attachment(pk, OPERATOR))


@attachments.command()
def withdraw(
    release: ReleaseArgument,
    attachment: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before it goes for good.")] = False,
    data: Data = None,
) -> None:
    """Take it off for good; the original stays."""
    with session(data):
        from archive.attachments.decisions import withdraw_attachment
        from archive.audit import OPERATOR

        found = find_release(release)
        if not yes:
            typer.confirm("A withdrawn attachment does not come back. Withdraw it?", abort=True)
        _do("withdrawn", found, attachment, lambda pk: withdraw_attachment(pk, OPERATOR))


def _do(done: str, release: Release, name: str, act: Callable[[str], Attachment]) -> None:
    """Act on the attachment of this name; CommandError with the reason where that cannot be."""
    from archive.errors import ArchiveError

    try:
        say(f"{act(_find(release, name).pk).filename} is {done}.")
    except ArchiveError as error:
        raise CommandError(f"{name}: {error}") from error


def _find(release: Release, name: str) -> Attachment:
    found = [one for one in release.attachments.all() if name in (one.pk, one.filename)]
    if not found:
        raise CommandError(f"No attachment of this release is named {name}, nor is that an attachment's id.")
    if len(found) > 1:
        ids = ", ".join(one.pk for one in found)
        raise CommandError(f"{len(found)} attachments are named {name}; give an id: {ids}")
    return found[0]
