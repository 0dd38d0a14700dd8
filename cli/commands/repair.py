"""`./bildstelle sweep`, `rewrite` and `develop --again`: repair and remake."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.lookup import find_release
from cli.support.options import AnyRelease, AsJson, Data
from cli.support.output import error_console, print_answer, say
from cli.support.reasons import reason_of
from cli.support.session import session
from cli.support.waiting import Standing, wait_until_done

if TYPE_CHECKING:
    from archive.models import Photo
    from workers.upkeep.repairs import Repairs
    from workers.upkeep.rewriting import Progress

_REWRITE_SLICE = 1.0  # seconds between two looks at how far it is
_REPAIRS = {
    "received": "uploads that no event had told of",
    "closed": "uploads that were told of and are not in the store; have them uploaded again",
    "aborted": "uploads in parts that nobody finished within a day, aborted",
    "remade": "photos whose files were lost, being made again",
    "restored": "releases whose public files were written again",
    "removed": "objects of ours that no row knew",
    "verified": "originals read back right",
    "indexed": "photos and releases whose words the search did not have yet",
    "lost": "originals that the store lost; put them back from a backup",
    "cleared": "uploads past their time, safely in the archive",
    "broken": "what could not be repaired; the next pass tries again, and the log says why",
}


def sweep(data: Data = None, as_json: AsJson = False) -> None:
    """Hold all buckets against the record now, and repair what differs."""
    with session(data):
        from workers.upkeep.reconcile import reconcile
        from workers.upkeep.sweep import sweep_everything
        from workers.upkeep.tick import tick

        with error_console().status("Holding the buckets against the record …"):
            repairs = sweep_everything() + reconcile()
            tick()
        print_answer(_rows(repairs), as_json=as_json)


def _rows(repairs: Repairs) -> list[dict[str, object]]:
    """A row for each kind of repair; what is broken is named."""
    counts = asdict(repairs) | {"broken": len(repairs.broken)}
    whats = _REPAIRS | ({"broken": f"{_REPAIRS['broken']}: {', '.join(repairs.broken)}"} if repairs.broken else {})
    return [{"repair": name, "count": count, "what": whats[name]} for name, count in counts.items()]


def rewrite(data: Data = None) -> None:
    """Write public pages and other derived files again that another theme, template or setting makes different now."""
    with session(data):
        from workers.upkeep.rewriting import run_slice

        last: list[Progress] = []

        def look() -> Standing:
            last[:] = [one := run_slice(time.monotonic() + _REWRITE_SLICE)]
            # The lists are written after the last release.
            return Standing(one.looked_at + one.ended, one.releases + 1)

        wait_until_done("Rewriting", look)
        repairs = last[0].repairs
        say(f"{last[0].releases} live releases looked at. Of {repairs.restored} something was written again.")
        if repairs.broken:
            raise CommandError(f"These could not be read, the log says why: {', '.join(repairs.broken)}")


def develop(
    release: AnyRelease = None,
    again: Annotated[bool, typer.Option("--again", help="Needed: says that you mean it.")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="Photos that are public too; publish them again after it.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all are done.")] = False,
    data: Data = None,
) -> None:
    """Make what today's renditions.toml wants of photos that are developed already."""
    if not again:
        raise typer.BadParameter(
            "photos are developed by themselves; to remake them give --again", param_hint="--again"
        )
    with session(data):
        chosen = make_due(find_release(release).slug if release else None, live=live)
        say(f"Photos looked at again: {len(chosen)}. Only what is missing is made.")
        if wait and chosen:
            done = wait_until_done("Developing", lambda: _standing(chosen))
            say(f"Done: {done.words}.")


def make_due(slug: str | None, *, live: bool) -> list[str]:
    """Make every ready and approved photo, and with `live` every live one, due now; return their ids."""
    from archive.models import Photo
    from archive.models.work import fresh_work
    from archive.states import PhotoState
    from archive.workflow import update_row

    photos = Photo.objects.developed().exclude(original=None)
    photos = photos if live else photos.exclude(state=PhotoState.LIVE)
    chosen = list(photos.filter(release__slug=slug) if slug else photos)
    for photo in chosen:
        update_row(photo, **fresh_work())
    return [photo.pk for photo in chosen]


def _standing(photo_ids: Sequence[str]) -> Standing:
    from django.utils import timezone

    from archive.models import Photo

    photos: list[Photo] = list(Photo.objects.filter(pk__in=photo_ids))
    # A photo that is due later without a problem only waits to be sealed: it counts as developed.
    due = [photo for photo in photos if photo.due_at and (photo.problem or photo.due_at <= timezone.now())]
    parked = [photo for photo in photos if photo.parked]
    words = f"{len(photos) - len(due) - len(parked)} done"
    if parked:
        words += f", {len(parked)} given up ({reason_of(parked[0])})"
    return Standing(len(photos) - len(due), len(photos), words)
