"""The queue: what needs somebody first, by urgency; then what is scheduled, and what is online."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from archive.models import UNSORTED, Attachment, Photo, Release
from archive.people.presence import with_people
from archive.states import PhotoState, PublicationState, ReleaseState
from desk.components.changes import take_snapshot
from desk.components.labels import problem_of
from desk.components.times import zone_name
from desk.queue.counts import with_changes
from desk.queue.films import Films
from desk.queue.rows import Row, make_rows

GROUPS = ("needs", "scheduled", "live", "withdrawn")
PAGE_LENGTH = 50
FOLDED = {"needs": 30, "scheduled": 10, "live": 5, "withdrawn": 0}
"""How many releases of a group stand on the whole queue; the rest is a page of its own."""


@dataclass(frozen=True)
class Group:
    """Releases that wait for the same."""

    name: str
    rows: tuple[Row, ...]
    total: int

    @property
    def is_slim(self) -> bool:
        return self.name in ("live", "withdrawn")


@dataclass(frozen=True)
class Refused:
    """Files that cannot be photos, by the reason."""

    photo: Photo
    count: int

    @property
    def reason(self) -> str:
        """The reason's first sentence; what to do about it stands beside the file."""
        return problem_of(self.photo).partition(". ")[0].rstrip(".")


def queue_context(reader: User, show: str = "", page: int = 1) -> dict[str, Any]:
    """The whole queue as `reader` sees it, folded; or one page of the group `show`."""
    chosen = [show] if show in GROUPS else [name for name in GROUPS if FOLDED[name]]
    totals = _totals()
    films = Films()
    start = (page - 1) * PAGE_LENGTH if show in GROUPS else 0
    releases = with_changes(with_people(Release.objects.all(), reader))
    found = {
        name: _of_group(releases, name, start, PAGE_LENGTH if show else FOLDED[name]) for name in chosen if totals[name]
    }
    stray = releases.filter(slug=UNSORTED).first()
    every = [release for of_group in found.values() for release in of_group]
    shown = [*every, *([stray] if stray else [])]
    rows = {row.release.pk: row for row in make_rows(shown, films, reader, inspected=every)}
    groups = [Group(name, tuple(rows[r.pk] for r in of_group), totals[name]) for name, of_group in found.items()]
    stray_row, refused = rows[stray.pk] if stray else None, _refused()
    facts = [totals, [row.facts for row in rows.values()], [(one.photo.problem, one.count) for one in refused]]
    return {
        "show": show if show in GROUPS else "",
        "totals": [(name, totals[name]) for name in GROUPS],
        "total": sum(totals.values()),
        "needs": totals["needs"],
        "stray": stray_row if stray_row and stray_row.files else None,
        "refused": refused,
        "refused_count": sum(one.count for one in refused),
        "groups": [group for group in groups if group.rows],
        "older": page + 1 if show in GROUPS and totals[show] > start + PAGE_LENGTH else None,
        "newer": page - 1 if show in GROUPS and page > 1 else None,
        "zone_name": zone_name(timezone.now()),
        "snapshot": take_snapshot(facts, busy=any(row.running for row in rows.values())),
    }


def _group() -> Case:
    """Where a release stands."""
    undecided = {"release": OuterRef("pk"), "state__in": (PhotoState.READY, PhotoState.REFUSED)}
    is_undecided = [Exists(model.objects.filter(**undecided).order_by()) for model in (Photo, Attachment)]
    asked = Q(state=ReleaseState.SCHEDULED) | Q(state=ReleaseState.LIVE, correction_asked=True)
    unconfirmed = asked & (~Q(approved_revision=F("revision")) | Q(approved_revision=None))
    parked = ~Q(problem="") & Q(due_at=None)
    return Case(
        When(state=ReleaseState.WITHDRAWN, then=Value("withdrawn")),
        When(
            Q(state=ReleaseState.DRAFT) | unconfirmed | parked | is_undecided[0] | is_undecided[1],
            then=Value("needs"),
        ),
        When(state=ReleaseState.SCHEDULED, then=Value("scheduled")),
        default=Value("live"),
        output_field=CharField(),
    )


def _totals() -> dict[str, int]:
    grouped = Release.objects.exclude(slug=UNSORTED).annotate(group=_group()).order_by()
    return dict.fromkeys(GROUPS, 0) | dict(grouped.values_list("group").annotate(n=Count("pk")))


def _of_group(releases: QuerySet[Release], name: str, start: int, count: int) -> Sequence[Release]:
    releases = releases.exclude(slug=UNSORTED).annotate(group=_group()).filter(group=name)
    if name in ("live", "withdrawn"):
        live = Q(publications__state=PublicationState.LIVE)
        releases = releases.annotate(
            version=Max("publications__n", filter=live), live_at=Max("publications__live_at", filter=live)
        ).order_by(F("live_at").desc(nulls_last=True), "-date", "-pk")
    else:
        releases = releases.order_by(F("goes_live_at").asc(nulls_last=True), "-date", "-created_at")
    return list(releases[start : start + count])


def _refused() -> list[Refused]:
    """The refused files of all releases, by reason, the most frequent first; one query."""
    photos = Photo.objects.filter(state=PhotoState.REFUSED).order_by()
    counted = photos.values("problem", "problem_detail").annotate(n=Count("pk")).order_by("-n")
    by_problem: dict[str, Refused] = {}
    for row in counted:
        known = by_problem.get(row["problem"])
        photo = Photo(state=PhotoState.REFUSED, problem=row["problem"], problem_detail=row["problem_detail"])
        by_problem[row["problem"]] = Refused(known.photo if known else photo, row["n"] + (known.count if known else 0))
    return sorted(by_problem.values(), key=lambda one: -one.count)
