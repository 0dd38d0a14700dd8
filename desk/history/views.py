"""The audit list of a release: grouped, filtered, and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from archive.models import Decision, Release
from archive.moments import read_day
from desk.access import DeskRequest, press_office
from desk.components.audit_labels import Entry
from desk.components.widgets import DayField
from desk.contact_sheet.tiles import Tile, make_tiles
from desk.history.groups import KINDS, STRIP, Group, group_decisions, people_of
from pipelines.documents.csv_table import write_csv

PER_PAGE = 200


class _Days(forms.Form):
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)


@press_office("archive.view_decision")
@require_GET
def history(request: DeskRequest, slug: str) -> HttpResponse:
    """Who decided what and when, newest first; `as=csv` is the table of all that the filters leave."""
    release = get_object_or_404(Release, slug=slug)
    every = release.decisions.select_related("photo__original", "photo__batch__photographer", "photo__release")
    found = _by_kind(_filtered(every, request.GET), request.GET.get("kind", ""))
    if request.GET.get("as") == "csv":
        return _table(release, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    groups = group_decisions(page.object_list)
    strips = _strips(groups)
    kinds = _kinds(request, release)
    context: dict[str, Any] = {
        "release": release,
        "page": page,
        "groups": [(group, [strips[photo.pk] for photo in group.photos[:STRIP]]) for group in groups],
        "strip": STRIP,
        "kinds": kinds,
        "total": sum(count for _kind, count in kinds),
        "days": _Days({name: request.GET.get(name, "") for name in ("since", "until")}),
        "people": people_of(release.decisions.order_by().values_list("actor_name", flat=True).distinct()),
        "chosen": request.GET,
        "query": _without(request.GET, "page", "as"),
    }
    return render(request, "history.html", context)


def _filtered(decisions: QuerySet[Decision], asked: QueryDict) -> QuerySet[Decision]:
    """By who, by photo, by a photo's name or a person's, and by day; what cannot be read is left out."""
    if who := asked.get("who"):
        decisions = decisions.filter(actor_name=who)
    if words := asked.get("q", "").strip():
        named = Q(after__attachment__icontains=words)
        decisions = decisions.filter(Q(photo__filename__icontains=words) | Q(actor_name__icontains=words) | named)
    if photo := asked.get("photo"):
        decisions = decisions.filter(photo=photo)
    if since := read_day(asked.get("since", "")):
        decisions = decisions.filter(at__date__gte=since)
    if until := read_day(asked.get("until", "")):
        decisions = decisions.filter(at__date__lte=until)
    return decisions


def _by_kind(decisions: QuerySet[Decision], key: str) -> QuerySet[Decision]:
    kind = next((kind for kind in KINDS if kind.key == key), None)
    return decisions.filter(action__in=kind.actions) if kind else decisions


def _kinds(request: DeskRequest, release: Release) -> list[tuple[Any, int]]:
    """Each kind with the number of its decisions that the other filters leave."""
    rows = _filtered(release.decisions.all(), request.GET).order_by().values_list("action").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(kind, sum(counts.get(action, 0) for action in kind.actions)) for kind in KINDS]


def _strips(groups: list[Group]) -> dict[str, Tile]:
    photos = {photo.pk: photo for group in groups for photo in group.photos[:STRIP]}
    return {tile.photo.pk: tile for tile in make_tiles(photos.values())}


def _without(asked: QueryDict, *names: str) -> str:
    rest = asked.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def _table(release: Release, decisions: QuerySet[Decision]) -> HttpResponse:
    response = HttpResponse(write_csv(_rows(decisions)), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{release.slug}-history.csv"'
    return response


def _rows(decisions: QuerySet[Decision]) -> Iterator[list[str]]:
    """A row per changed field; one for a decision that changed none."""
    yield ["time", "who", "what", "photo", "field", "before", "after"]
    for decision in decisions.iterator():
        entry = Entry(decision)
        said = [timezone.localtime(decision.at).isoformat(" ", "seconds"), entry.who, entry.what]
        photo = decision.photo.filename if decision.photo else decision.after.get("attachment", "")
        for label, before, after in [(c.label, c.before, c.after) for c in entry.changes] or [("", "", "")]:
            yield [*said, photo, label, before, after]
