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
from archive.models import Attachment, Batch, Photo, Photographer, Receipt
from archive.problems import Problem
from archive.states import PhotoState
from desk.access import DeskRequest, signed_in
from desk.components.texts import title_of
from desk.drop.attached import ArrivedAttachment, rows_of
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

_Row = tuple[Arrived | ArrivedAttachment, str, int]
"""A file, the name of its release, and its drop."""


@signed_in
@require_GET
def files(request: DeskRequest) -> HttpResponse:
    """A page of them, the newest first, of one kind where `show` names one; attachments, which are few, come first."""
    get_object_or_404(Photographer, account=request.user)
    show = request.GET.get("show", "")
    show = show if show in _KINDS else ""
    batches = {batch.pk: batch for batch in own_batches(request.user)}
    photos = Photo.objects.filter(batch__in=batches)
    attachments = Attachment.objects.filter(batch__in=batches)
    page = Paginator(_loaded(photos.filter(_KINDS[show][1])), _A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page), batches)
    if page.number == 1:
        rows = [*_attached(attachments.filter(_KINDS[show][1]), batches), *rows]
    context = {"show": show, "kinds": _counted(photos, attachments), "page": page, "rows": rows}
    return render(request, "my_files.html", context)


def _loaded(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    return photos.select_related("original", "batch__photographer", "release").order_by("-received_at", "-pk")


def _counted(photos: QuerySet[Photo], attachments: QuerySet[Attachment]) -> list[tuple[str, str | Promise, int]]:
    """The kinds that there are, each with its label and number."""
    asked = {f"n_{name}": Count("pk", filter=which) for name, (_label, which) in _KINDS.items()}
    found = [photos.aggregate(**asked), attachments.order_by().aggregate(**asked)]
    counts = {name: sum(one[f"n_{name}"] for one in found) for name in _KINDS}
    return [(name, label, n) for name, (label, _which) in _KINDS.items() if (n := counts[name]) or not name]


def _attached(attachments: QuerySet[Attachment], batches: Mapping[int, Batch]) -> list[_Row]:
    loaded = list(attachments.select_related("release", "batch__photographer").order_by("-received_at", "-pk"))
    receipts = list(Receipt.objects.filter(attachment__in=loaded).order_by("seen_at", "pk"))
    return [
        (row, _name(batches[one.batch_id]), one.batch_id)
        for one, row in zip(loaded, rows_of(loaded, receipts, ""), strict=True)
    ]


def _rows(photos: Sequence[Photo], batches: Mapping[int, Batch]) -> list[_Row]:
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
