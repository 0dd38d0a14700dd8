"""What changed on a page since its reader last looked: every page that polls asks with the token it was given.

A page holds `changes_token.html` with the token of its `Snapshot`; `poll.js` sends that token as `since`. As long as
the token is still the same, the answer is 204 without a body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from archive.models import Photo, Release
from archive.states import UNDER_WAY, PublicationState, ReleaseState
from desk.access import DeskRequest
from desk.components.badges import Badges

# A transaction that commits late brings a `changed_at` older than one already seen.
OVERLAP = timedelta(seconds=45)


@dataclass(frozen=True)
class Snapshot:
    """One moment of a page: `token` differs whenever something on the page does, `busy` says that more changes soon.

    `present` are the ids of a contact sheet's photos, so that the page can drop those that have gone.
    """

    token: str
    busy: bool
    present: tuple[str, ...] = ()


def take_snapshot(facts: object, *, busy: bool) -> Snapshot:
    """The moment that `facts` describe: everything on the page that can change, as values with a stable `repr`."""
    return Snapshot(_digest(facts), busy)


def release_snapshot(release: Release) -> Snapshot:
    """A contact sheet's moment: two queries on a few columns. Its token holds what `changed_photos` needs."""
    rows = list(release.photos.order_by("pk").values_list("pk", "changed_at", "state"))
    versions = dict(release.publications.values_list("n", "state"))
    making = PublicationState.MAKING in versions.values()
    public = max((n for n, state in versions.items() if state == PublicationState.LIVE), default=0)
    edited = (release.revision, release.approved_revision)
    standing = (release.state, edited, release.due_at, release.problem, making)
    latest = max((changed for _pk, changed, _state in rows), default=datetime.fromtimestamp(0, UTC))
    token = f"{int(latest.timestamp() * 1_000_000)}-{public}-{_digest((rows, standing))}"
    busy = making or _is_due(release) or any(state in UNDER_WAY for _pk, _changed, state in rows)
    return Snapshot(token, busy, tuple(pk for pk, _changed, _state in rows))


def is_unchanged(request: DeskRequest, snapshot: Snapshot) -> bool:
    """Whether the reader has seen this very moment of the page already."""
    return request.GET.get("since") == snapshot.token


def no_changes() -> HttpResponse:
    """The answer to a poll when there is nothing new; htmx leaves the page as it is."""
    return HttpResponse(status=204)


def render_if_changed(request: DeskRequest, page: str, fragment: str, context: Mapping[str, Any]) -> HttpResponse:
    """Render `page`, or `fragment` for a poll; 204 when the reader has already seen `context["snapshot"]`."""
    if is_unchanged(request, context["snapshot"]):
        return no_changes()
    return render(request, fragment if request.htmx else page, dict(context))


def changed_photos(photos: QuerySet[Photo], since: str, now: Snapshot, badges: Badges) -> list[Photo]:
    """Those of a release's `photos` that may look different since the token `since`; all of them if it is unreadable.

    Photos whose change was committed late are included. A new public version makes every badge "not yet public" old, so
    it brings all photos. A superseded photo's own row does not change when the newer file arrives.
    """
    seen, version = _read(since)
    if seen is None or version != _read(now.token)[1]:
        return list(photos)
    superseded = [photo_id for photo_id, keys in badges.items() if "superseded" in keys]
    return list(photos.filter(Q(changed_at__gte=seen - OVERLAP) | Q(pk__in=superseded)))


def _digest(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _read(token: str) -> tuple[datetime | None, str]:
    """A contact sheet's token: when its latest photo changed, and its public version."""
    stamp, _dash, rest = token.partition("-")
    readable = stamp.isdecimal() and 0 < len(stamp) < 18 and int(stamp) > 0
    moment = datetime.fromtimestamp(int(stamp) / 1_000_000, UTC) if readable else None
    return moment, rest.partition("-")[0]


def _is_due(release: Release) -> bool:
    if release.state == ReleaseState.DRAFT or release.due_at is None:
        return False
    return release.due_at <= timezone.now() + timedelta(minutes=1)
