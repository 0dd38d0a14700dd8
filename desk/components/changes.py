"""What changed on a page since its reader last looked: every page that polls asks with the token it was given.

A page holds `changes_token.html` with the token of its `Snapshot`; `poll.js` sends that token as `since`. As long as
the token is still the same, the answer is 204 without a body.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from archive.models import Attachment, Photo, Publication, Release
from archive.states import UNDER_WAY, PublicationState, ReleaseState
from desk.access import DeskRequest
from desk.components.badges import Badges
from desk.components.progress import Progress, count_by_batch

Row = tuple[str, datetime, str, int]
"""A photo's id, when it changed, its state, its batch."""
FEW, MANY = 32, 256
"""Parts that a release's photos are divided into: a token has a digest of each."""
_WIDTH = 3


@dataclass(frozen=True)
class Snapshot:
    """One moment of a page: `token` differs whenever something on the page does, `busy` says that more changes soon.

    Of a contact sheet it has the states of all photos, in the release's order, the progress by batch, the publications
    by number, the attachments, and who else has it open.
    """

    token: str
    busy: bool
    states: Mapping[str, str] = field(default_factory=dict)
    progress: Mapping[int, Progress] = field(default_factory=dict)
    publications: tuple[Publication, ...] = ()
    people: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def present(self) -> tuple[str, ...]:
        """The ids of a contact sheet's photos, so that the page can drop those that have gone."""
        return tuple(self.states)

    def came_or_went(self, since: str) -> bool:
        """Whether the page has other photos than at the token `since`."""
        return _read(since)[:1] != _read(self.token)[:1]


def take_snapshot(facts: object, *, busy: bool) -> Snapshot:
    """The moment that `facts` describe: everything on the page that can change, as values with a stable `repr`."""
    return Snapshot(_digest(facts), busy)


def release_snapshot(release: Release, people: tuple[str, ...] = ()) -> Snapshot:
    """A contact sheet's moment: three queries, few columns of the photos. Its token holds what `changed_photos` needs.

    `people`: who else has the release open.
    """
    rows = list(release.photos.values_list("pk", "changed_at", "state", "batch_id"))
    # What waits for a release is never published.
    publications = [] if release.is_unsorted else list(release.publications.defer("document").order_by("n"))
    making = any(publication.state == PublicationState.MAKING for publication in publications)
    public = max((one.n for one in publications if one.state == PublicationState.LIVE), default=0)
    edited = (release.revision, release.approved_revision)
    attachments = tuple(release.attachments.select_related("batch__photographer", "poster__original"))
    attached = [(one.pk, one.changed_at, one.state) for one in attachments]
    standing = (release.state, edited, release.due_at, release.problem, making, people, attached)
    states = {pk: state for pk, _changed, state, _batch in rows}
    token = f"{_digest(sorted(states))}-{public}-{_digest(standing)}-{_parts_of(sorted(rows))}"
    under_way = [*(state for _pk, _changed, state, _batch in rows), *(one.state for one in attachments)]
    busy = making or _is_due(release) or any(state in UNDER_WAY for state in under_way)
    progress = count_by_batch((batch, state) for _pk, _changed, state, batch in rows)
    return Snapshot(token, busy, states, progress, tuple(publications), people, attachments)


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

    They are those of the parts whose digest differs: so a change that was committed late is found as well, and what was
    sent once is not sent again. A new public version makes every badge "not yet public" old, so it brings all photos.
    A superseded photo's own row does not change when the newer file arrives.
    """
    seen, present = _read(since), _read(now.token)
    if len(seen) < 4 or seen[1] != present[1] or len(seen[3]) != len(present[3]):
        return list(photos)
    size = len(present[3]) // _WIDTH
    differing = {part for part in range(size) if _part(seen[3], part) != _part(present[3], part)}
    superseded = {photo_id for photo_id, keys in badges.items() if "superseded" in keys}
    wanted = superseded | {pk for pk in now.present if _part_number(pk, size) in differing}
    return list(photos.filter(pk__in=wanted))


def _parts_of(rows: Sequence[Row]) -> str:
    size = FEW if len(rows) <= 2 * FEW else MANY
    parts: list[list[Row]] = [[] for _n in range(size)]
    for row in rows:
        parts[_part_number(row[0], size)].append(row)
    digests = [hashlib.blake2b(repr(part).encode(), digest_size=_WIDTH).digest() for part in parts]
    return urlsafe_b64encode(b"".join(digests)).decode()


def _part_number(photo_id: str, size: int) -> int:
    return crc32(photo_id.encode()) % size


def _part(digests: bytes, number: int) -> bytes:
    return digests[number * _WIDTH : (number + 1) * _WIDTH]


def _digest(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _read(token: str) -> tuple[Any, ...]:
    """A contact sheet's token: which photos there are, the public version, the release's standing, the parts' digests.

    Empty where it is none.
    """
    fields = token.split("-", 3)
    try:
        return (*fields[:3], urlsafe_b64decode(fields[3]))
    except (IndexError, ValueError):
        return ()


def _is_due(release: Release) -> bool:
    if release.state == ReleaseState.DRAFT or release.due_at is None:
        return False
    return release.due_at <= timezone.now() + timedelta(minutes=1)
