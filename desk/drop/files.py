"""All files of a photographer over all releases: what became of each, why, and where it is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from archive.drops.batches import own_batches
from archive.models import Batch, Photo, Photographer, Receipt
from archive.problems import Problem
from archive.states import PhotoState
from desk.access import DeskRequest, signed_in
from desk.components.texts import title_of
from desk.drop.presenters import Arrived, make_rows, names_beside

_A_PAGE = 60
_WAITING = Q(state__in=(PhotoState.RECEIVED, PhotoState.DEVELOPING, PhotoState.READY))
_MISSING = Q(problem=Problem.UPLOAD_MISSING)
_KINDS: Mapping[str, tuple[str | Promise, Q]] = {
    "": (_("All"), Q()),
    "again": (_("please send another file"), Q(state=PhotoState.REFUSED) | (_WAITING & _MISSING)),
    "waiting": (_("with the press office"), _WAITING & ~_MISSING),
    "approved": (_("approved"), Q(state=PhotoState.APPROVED)),
    "live": (_("public"), Q(state=PhotoState.LIVE)),
    "declined": (_("declined"), Q(state=PhotoState.DECLINED)),
    "withdrawn": (_("withdrawn"), Q(state=PhotoState.WITHDRAWN)),
}


@signed_in
@require_GET
def files(request: DeskRequest) -> HttpResponse:
    """A page of them, the newest first, of one kind where `show` names one."""
    get_object_or_404(Photographer, account=request.user)
    show = request.GET.get("show", "")
    show = show if show in _KINDS else ""
    batches = {batch.pk: batch for batch in own_batches(request.user)}
    photos = Photo.objects.filter(batch__in=batches)
    page = Paginator(_loaded(photos.filter(_KINDS[show][1])), _A_PAGE).get_page(request.GET.get("page"))
    context = {"show": show, "kinds": _counted(photos), "page": page, "rows": _rows(list(page), batches)}
    return render(request, "my_files.html", context)


def _loaded(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    return photos.select_related("original", "batch__photographer", "release").order_by("-received_at", "-pk")


def _counted(photos: QuerySet[Photo]) -> list[tuple[str, str | Promise, int]]:
    """The kinds that there are, each with its label and number."""
    counts = photos.aggregate(**{f"n_{name}": Count("pk", filter=which) for name, (_label, which) in _KINDS.items()})
    return [(name, label, n) for name, (label, _which) in _KINDS.items() if (n := counts[f"n_{name}"]) or not name]


def _rows(photos: Sequence[Photo], batches: Mapping[int, Batch]) -> list[tuple[Arrived, str, int]]:
    """Each file with the name of its release, as far as its photographer may know it, and its drop."""
    receipts = list(Receipt.objects.filter(photo__in=photos).order_by("seen_at", "pk"))
    return [
        (row, _name(batches[row.tile.photo.batch_id]), row.tile.photo.batch_id)
        for row in make_rows(photos, receipts, names_beside(photos))
    ]


def _name(batch: Batch) -> str:
    if batch.release.is_unsorted:
        return str(_("without a release"))
    return title_of(batch.release) if getattr(batch, "is_told", False) else batch.release.slug
