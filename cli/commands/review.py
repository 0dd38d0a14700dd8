"""`./bildstelle approve` and `decline`: the desk's buttons, by the same functions."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.support.lookup import find_approvable, find_photos, find_release
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
