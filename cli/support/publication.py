"""Asking for a publication, and waiting until it is public. Use inside a `session`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import typer

from cli.support.errors import CommandError
from cli.support.moments import read_moment
from cli.support.output import asks_back, print_answer
from cli.support.reasons import reason_of
from cli.support.waiting import Standing, count_words, wait_until_done

if TYPE_CHECKING:
    from archive.models import Release


def request_publication(
    release: Release,
    at: str | None = None,
    *,
    as_json: bool = False,
    now_if_past: bool = False,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Check the gate and make the release due for the press worker, now or `at` a time.

    Prints the findings of a closed gate and raises CommandError. A time that is over asks back whether to publish now,
    or is refused where nobody can answer; `now_if_past` answers beforehand. `notes` tell readers of a correction.
    """
    from archive.audit import OPERATOR
    from archive.errors import GateClosed
    from archive.moments import PastTime
    from archive.releases import lifecycle as releases
    from cli.support.release_report import describe_gate

    try:
        try:
            releases.publish(release, OPERATOR, read_moment(at) if at else None, notes=notes)
        except PastTime as past:
            _ask_for_now(past, now_if_past=now_if_past)
            releases.publish(release, OPERATOR, now=True, notes=notes)
    except GateClosed as closed:
        findings = describe_gate(release)
        print_answer(findings, as_json=as_json, title="Gate")
        raise CommandError(f"{release.slug} was not published; put right what blocks its gate.") from closed


def _ask_for_now(past: Exception, *, now_if_past: bool) -> None:
    question = f"{past} Publish now instead?"
    if now_if_past:
        return
    if not asks_back():
        raise CommandError(f"{question} If so, run the same command with --yes.") from past
    typer.confirm(question, abort=True, err=True)


def wait_until_public(slug: str, meanwhile: Callable[[], None] = lambda: None) -> Standing:
    """Wait until the press worker has published all that is due; CommandError when the release is parked."""
    standing = wait_until_done("Publishing", lambda: _standing(slug), meanwhile=meanwhile)
    from archive.models import Release

    if (release := Release.objects.get(slug=slug)).parked:
        raise CommandError(f"{slug} was not published. {reason_of(release)}")
    return standing


def _standing(slug: str) -> Standing:
    """The live photos among those approved or live, and the release itself counted as one more."""
    from archive.models import Release
    from archive.states import PhotoState, ReleaseState

    release = Release.objects.get(slug=slug)
    states = list(release.photos.going().values_list("state", flat=True))
    finished = release.parked or (release.state == ReleaseState.LIVE and release.due_at is None)
    done = len(states) if finished else states.count(PhotoState.LIVE)
    words = f"{count_words(states)}; {reason_of(release)}" if release.problem else count_words(states)
    return Standing(done + finished, len(states) + 1, words)
