"""`./bildstelle publish` and `withdraw`: what the desk's buttons do, by the same functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.review import report
from cli.support.app import AsJson, CommandError, Data, app
from cli.support.lookup import find_photos, find_release
from cli.support.moments import read_moment, show_moment
from cli.support.output import answer, print_json, say
from cli.support.reasons import reason_of
from cli.support.session import session
from cli.support.waiting import Standing, count_words, wait_until_done

if TYPE_CHECKING:
    from archive.models import Release

Named = Annotated[str, typer.Argument(metavar="RELEASE", help="Slug or number.")]


@app.command()
def publish(
    release: Named,
    at: Annotated[str | None, typer.Option(help="'2026-11-23 18:00', or 18:00 for today.", show_default=False)] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until it is public.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Publish the next version now, at its embargo's end, or at a given time. A closed gate says what is missing."""
    with session(data):
        from django.utils import timezone

        from archive.models import Release

        found = find_release(release)
        ask_to_publish(found, at, as_json=as_json)
        found = Release.objects.get(pk=found.pk)
        waits = found.goes_live_at is not None and found.goes_live_at > timezone.now()
        if wait and not waits:
            wait_until_public(found.slug)
        _tell(Release.objects.get(pk=found.pk), as_json=as_json)


def ask_to_publish(release: Release, at: str | None = None, *, as_json: bool = False) -> None:
    """Pass the gate and leave the rest to the press worker. A closed gate is shown and raises CommandError."""
    from archive.audit import OPERATOR
    from archive.errors import GateClosed
    from archive.releases import lifecycle as releases
    from cli.support.release_report import describe_gate

    try:
        releases.publish(release, OPERATOR, read_moment(at) if at else None)
    except GateClosed as closed:
        findings = describe_gate(release)
        answer(findings, as_json=as_json, title="Gate")
        raise CommandError(f"{release.slug} was not published; put right what blocks its gate.") from closed


def wait_until_public(slug: str, meanwhile: Callable[[], None] = lambda: None) -> Standing:
    """Wait until the press worker has put out all that is due; CommandError when it was given up."""
    standing = wait_until_done("Publishing", lambda: _standing(slug), meanwhile=meanwhile)
    from archive.models import Release

    if (release := Release.objects.get(slug=slug)).parked:
        raise CommandError(f"{slug} was not published. {reason_of(release)}")
    return standing


def _standing(slug: str) -> Standing:
    """Photos that are live of those approved, and the release itself as one more."""
    from archive.models import Release
    from archive.states import PhotoState, ReleaseState

    release = Release.objects.get(slug=slug)
    states = list(release.photos.going().values_list("state", flat=True))
    out = release.parked or (release.state == ReleaseState.LIVE and release.due_at is None)
    done = len(states) if out else min(states.count(PhotoState.LIVE), len(states))
    words = f"{count_words(states)}; {reason_of(release)}" if release.problem else count_words(states)
    return Standing(done + out, len(states) + 1, words)


def _tell(release: Release, *, as_json: bool) -> None:
    from cli.support.release_report import public_urls

    urls = public_urls(release)
    if as_json:
        goes = release.goes_live_at.isoformat() if release.goes_live_at else None
        print_json({"slug": release.slug, "state": release.state, "goes_live_at": goes, "urls": urls})
    elif urls:
        say(f"{release.slug} is live: {urls['manifest']}")
    else:
        say(f"{release.slug} is {release.state}; it goes live at {show_moment(release.goes_live_at)}.")


@app.command()
def withdraw(
    release: Named,
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
            _withdraw_photos(found, photos, sure=yes)
        else:
            _withdraw_release(found)


def _withdraw_photos(release: Release, names: list[str], *, sure: bool) -> None:
    from archive.audit import OPERATOR
    from archive.photos.decisions import withdraw_photos

    chosen = find_photos(release, names)
    if not sure:
        typer.confirm(f"A withdrawn photo does not come back. Withdraw {len(chosen)}?", abort=True)
    report("withdrawn", chosen, withdraw_photos([photo.pk for photo in chosen], OPERATOR))


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
