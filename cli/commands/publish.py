"""`./bildstelle publish` and `withdraw`: the desk's buttons, by the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.lookup import find_photos, find_release
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data, ReleaseArgument
from cli.support.output import print_json, report_outcome, say
from cli.support.publication import request_publication, wait_until_public
from cli.support.release_options import read_languages
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Release


def publish(
    release: ReleaseArgument,
    at: Annotated[str | None, typer.Option(help="'2026-11-23 18:00', or 18:00 for today.", show_default=False)] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is public.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Where --at is in the past, publish now.")] = False,
    note: Annotated[
        list[str] | None,
        typer.Option(
            help="What readers are told of a correction, as LANGUAGE=TEXT; may be repeated.", show_default=False
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Publish the next version now, at its embargo's end, or at a given time. A closed gate says what is missing."""
    with session(data):
        from django.utils import timezone

        from archive.models import Release

        found = find_release(release)
        notes = read_languages("note", note or [])
        request_publication(found, at, as_json=as_json, now_if_past=yes, notes=notes)
        found = Release.objects.get(pk=found.pk)
        is_later = found.goes_live_at is not None and found.goes_live_at > timezone.now()
        if wait and not is_later:
            wait_until_public(found.slug)
        _print_release(Release.objects.get(pk=found.pk), as_json=as_json)


def _print_release(release: Release, *, as_json: bool) -> None:
    from cli.support.release_report import public_urls

    urls = public_urls(release)
    if as_json:
        goes = release.goes_live_at.isoformat() if release.goes_live_at else None
        print_json({"slug": release.slug, "state": release.state, "goes_live_at": goes, "urls": urls})
    elif release.correction_asked:
        say(
            f"{release.slug} is live, its correction on its way. Its versions: ./bildstelle release show {release.slug}"
        )
    elif urls:
        say(f"{release.slug} is live: {urls['manifest']}")
    else:
        say(f"{release.slug} is {release.state}; it goes live at {show_moment(release.goes_live_at)}.")


def withdraw(
    release: ReleaseArgument,
    photos: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PHOTO...]", help="Only these, for good: ids or unique file names."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before photos go for good.")] = False,
    data: Data = None,
) -> None:
    """Take a release off, or photos of it. Every public file goes, the originals stay."""
    with session(data):
        found = find_release(release)
        if photos:
            _withdraw_photos(found, photos, confirmed=yes)
        else:
            _withdraw_release(found)


def _withdraw_photos(release: Release, names: list[str], *, confirmed: bool) -> None:
    from archive.audit import OPERATOR
    from archive.photos.decisions import withdraw_photos

    chosen = find_photos(release, names)
    if not confirmed:
        typer.confirm(f"A withdrawn photo does not come back. Withdraw {len(chosen)}?", abort=True)
    report_outcome("withdrawn", chosen, withdraw_photos([photo.pk for photo in chosen], OPERATOR))


def _withdraw_release(release: Release) -> None:
    from archive.audit import OPERATOR
    from archive.releases.lifecycle import unschedule, withdraw_release
    from archive.states import ReleaseState

    if release.state == ReleaseState.SCHEDULED:
        unschedule(release, OPERATOR)
        say(f"{release.slug} was not public yet; it is a draft again and will not go live.")
    elif release.state == ReleaseState.LIVE:
        withdraw_release(release, OPERATOR)
        say(f"{release.slug} is withdrawn; its public files are being removed.")
    else:
        raise CommandError(f"{release.slug} is {release.state}, not live: there is nothing to withdraw.")
