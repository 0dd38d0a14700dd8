"""Which photos want a caption next: a few that were taken in one go share one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, F, When

from archive.models import Release
from archive.states import NOT_EDITABLE, PhotoState

MAX_GAP = dt.timedelta(seconds=10)
"""Between two shutter releases of one group."""

_OUT = NOT_EDITABLE | {PhotoState.DECLINED}


@dataclass(frozen=True)
class _Candidate:
    id: str
    taken: dt.datetime | None
    series: int | None
    wants_caption: bool
    is_out: bool


def next_to_caption(release: Release, after: Collection[str] = ()) -> list[str]:
    """The ids of the next group without a caption in every language, in the release's order; empty when none is left.

    It begins behind the last photo of `after`, which are never part of it, and goes on from the release's beginning.
    """
    candidates = _candidates(release)
    last = max((place for place, one in enumerate(candidates) if one.id in after), default=-1)
    # What was declined in the middle of a group does not part it.
    following = [one for one in (*candidates[last + 1 :], *candidates[: last + 1]) if not one.is_out]
    start = next((at for at, one in enumerate(following) if one.wants_caption and one.id not in after), None)
    return [] if start is None else [one.id for one in _group(following[start:], after)]


def _group(photos: Sequence[_Candidate], others: Collection[str]) -> list[_Candidate]:
    """The first photo and those that follow it closely and want a caption, too."""
    group = [photos[0]]
    for photo in photos[1:]:
        if photo.id in others or not photo.wants_caption or not _follows(group[-1], photo):
            break
        group.append(photo)
    return group


def _follows(one: _Candidate, other: _Candidate) -> bool:
    """Whether they belong to one series that nobody dismissed, or were taken within seconds."""
    if one.series and one.series == other.series:
        return True
    return one.taken is not None and other.taken is not None and dt.timedelta(0) <= other.taken - one.taken <= MAX_GAP


def _candidates(release: Release) -> list[_Candidate]:
    series = Case(When(series__dismissed=False, then=F("series_id")))
    rows = release.photos.annotate(shot=series).values_list("pk", "original__taken", "shot", "captions", "state")
    return [
        _Candidate(pk, _moment(taken), shot, not all(map(captions.get, settings.RELEASE_LANGUAGES)), state in _OUT)
        for pk, taken, shot, captions, state in rows
    ]


def _moment(taken: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat((taken or "")[:19])
    except ValueError:
        return None
