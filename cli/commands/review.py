"""`./bildstelle approve`, `decline` and `expire`: what the desk does to photos, by the same functions."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.support.lookup import find_approvable, find_photos, find_release
from cli.support.moments import read_end, show_moment
from cli.support.options import Data, ReleaseArgument
from cli.support.output import report_outcome, say
from cli.support.session import session

_PHOTOS = "Ids, or file names that are unique in the release."


def approve(
    release: ReleaseArgument,
    photos: Annotated[list[str] | None, typer.Argument(metavar="[PHOTO...]", help=_PHOTOS)] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are ready, or were changed after approval.")] = False,
    data: Data = None,
) -> None:
    """Approve photos as they stand."""
    if bool(photos) == every:
        raise typer.BadParameter("name the photos, or give --all", param_hint="PHOTO...")
    with session(data):
        from archive.audit import OPERATOR
        from archive.photos import decisions

        found = find_release(release)
        chosen = find_approvable(found) if every else find_photos(found, photos or [])
        if not chosen:
            say("No photo waits for approval.")
            return
        report_outcome("approved", chosen, decisions.approve([photo.pk for photo in chosen], OPERATOR))


def decline(
    release: ReleaseArgument,
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO...", help=_PHOTOS)],
    data: Data = None,
) -> None:
    """Decline photos: they stay in the archive and are not published."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.photos import decisions

        chosen = find_photos(find_release(release), photos)
        report_outcome("declined", chosen, decisions.decline([photo.pk for photo in chosen], OPERATOR))


def expire(
    release: ReleaseArgument,
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO...", help=_PHOTOS)],
    at: Annotated[
        str, typer.Option(help="Such as 2027-01-31, until its last minute, or '2027-01-31 18:00'; '' for never.")
    ],
    data: Data = None,
) -> None:
    """Say when the right to use photos ends: live ones then go off for good, by themselves."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.photos.editing import edit
        from archive.photos.fields import ENDING
        from archive.photos.selection import act_on_each

        chosen, end = find_photos(find_release(release), photos), read_end(at)
        outcome = act_on_each(
            [photo.pk for photo in chosen], lambda pk: edit(pk, {ENDING: end}, OPERATOR, may_approve=True)
        )
        report_outcome(f"set to go off at {show_moment(end)}" if end else "set to stay", chosen, outcome)
