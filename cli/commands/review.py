"""`./bildstelle approve` and `decline`: what the desk's buttons do, by the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.app import CommandError, Data, app
from cli.support.lookup import find_photos, find_release
from cli.support.output import say
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Photo, Release
    from archive.photos.selection import Outcome

Named = Annotated[str, typer.Argument(metavar="RELEASE", help="Slug or number.")]
_PHOTOS = "Ids, or file names that are unique in the release."


@app.command()
def approve(
    release: Named,
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
        chosen = approvable(found) if every else find_photos(found, photos or [])
        if not chosen:
            say("No photo waits for approval.")
            return
        report("approved", chosen, decisions.approve([photo.pk for photo in chosen], OPERATOR))


@app.command()
def decline(
    release: Named,
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO...", help=_PHOTOS)],
    data: Data = None,
) -> None:
    """Decline photos: they stay in the archive and are not published."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.photos import decisions

        chosen = find_photos(find_release(release), photos)
        report("declined", chosen, decisions.decline([photo.pk for photo in chosen], OPERATOR))


def approvable(release: Release) -> list[Photo]:
    """Ready photos, and approved or live ones that were changed since."""
    from archive.states import PhotoState

    return [
        photo
        for photo in release.photos.developed()
        if photo.state == PhotoState.READY or not photo.approval_is_current
    ]


def report(deed: str, chosen: Sequence[Photo], outcome: Outcome) -> None:
    """Say how many were done; CommandError names those that were not, with the reason."""
    say(f"{len(outcome.done)} {deed}.")
    if outcome.failed:
        names = {photo.pk: photo.filename for photo in chosen}
        lines = [f"{names[photo_id]} ({photo_id}): {reason}" for photo_id, reason in outcome.failed.items()]
        raise CommandError(f"{len(lines)} not {deed}:\n" + "\n".join(lines))
