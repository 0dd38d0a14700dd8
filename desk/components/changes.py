"""A release's pulse: one short token that changes whenever something on its page does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from archive.models import Photo, Release
from archive.states import UNDER_WAY, PublicationState, ReleaseState
from desk.components.badges import Marks

# A transaction that commits late brings a `changed_at` older than one already seen.
OVERLAP = timedelta(seconds=45)


@dataclass(frozen=True)
class Pulse:
    """`token` names this moment of the release; `busy` says that the next one is near."""

    token: str
    present: tuple[str, ...]
    busy: bool


def take_pulse(release: Release) -> Pulse:
    """Look at a few columns alone: two queries, nothing heavy."""
    rows = list(release.photos.order_by("pk").values_list("pk", "changed_at", "state"))
    versions = dict(release.publications.values_list("n", "state"))
    making = PublicationState.MAKING in versions.values()
    public = max((n for n, state in versions.items() if state == PublicationState.LIVE), default=0)
    standing = (release.state, release.revision, release.due_at, release.problem, making)
    digest = hashlib.sha256(repr((rows, standing)).encode()).hexdigest()[:16]
    latest = max((changed for _pk, changed, _state in rows), default=datetime.fromtimestamp(0, UTC))
    busy = making or _due(release) or any(state in UNDER_WAY for _pk, _changed, state in rows)
    token = f"{int(latest.timestamp() * 1_000_000)}-{public}-{digest}"
    return Pulse(token, tuple(pk for pk, _changed, _state in rows), busy)


def changed_since(release: Release, token: str, now: str, marks: Marks) -> list[Photo]:
    """Photos that may look otherwise since `token` was taken, late commits included; all for an unreadable one.

    A new public version makes every mark of a difference old, so it brings all of them. A superseded photo's own row
    does not change when the newer file arrives.
    """
    photos = release.photos.select_related("original", "batch__photographer")
    seen, version = _read(token)
    if seen is None or version != _read(now)[1]:
        return list(photos)
    superseded = [photo_id for photo_id, keys in marks.items() if "superseded" in keys]
    return list(photos.filter(Q(changed_at__gte=seen - OVERLAP) | Q(pk__in=superseded)))


def _read(token: str) -> tuple[datetime | None, str]:
    stamp, _dash, rest = token.partition("-")
    readable = stamp.isdecimal() and 0 < len(stamp) < 18 and int(stamp) > 0
    moment = datetime.fromtimestamp(int(stamp) / 1_000_000, UTC) if readable else None
    return moment, rest.partition("-")[0]


def _due(release: Release) -> bool:
    if release.state == ReleaseState.DRAFT or release.due_at is None:
        return False
    return release.due_at <= timezone.now() + timedelta(minutes=1)
