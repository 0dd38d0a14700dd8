"""A photographer's pages: their own drops, and what became of every file."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from archive.models import Batch, Release
from desk.access import DeskRequest, signed_in
from desk.components.progress import Progress, progress_by_batch
from desk.contact_sheet.tiles import make_tiles


def drops(request: DeskRequest) -> HttpResponse:
    """Every drop of the signed-in photographer with its progress, newest first."""
    batches = list(_own(request).order_by("-created_at"))
    progress = progress_by_batch(Release.objects.filter(batches__in=batches))
    own = [(batch, progress.get(batch.pk, Progress({}))) for batch in batches]
    marks = [(batch.pk, sorted(found.counts.items())) for batch, found in own]
    context = {"drops": own, "token": _token(marks), "busy": any(found.running for _batch, found in own)}
    return _render(request, "drops", context)


@signed_in
@require_GET
def drop(request: DeskRequest, batch_id: int) -> HttpResponse:
    """One drop of the signed-in photographer: the state of every file, with the reason where one was refused."""
    batch = get_object_or_404(_own(request), pk=batch_id)
    photos = list(batch.photos.select_related("original", "batch__photographer"))
    progress = progress_by_batch([batch.release]).get(batch.pk, Progress({}))
    token = _token([(photo.pk, photo.changed_at) for photo in photos])
    context = {
        "batch": batch,
        "progress": progress,
        "tiles": make_tiles(photos),
        "token": token,
        "busy": progress.running,
    }
    return _render(request, "drop", context)


def _own(request: DeskRequest) -> QuerySet[Batch]:
    return Batch.objects.filter(photographer__account=request.user).select_related("release", "photographer")


def _render(request: DeskRequest, name: str, context: dict[str, object]) -> HttpResponse:
    if request.GET.get("since") == context["token"]:
        return HttpResponse(status=204)
    return render(request, f"{name}_list.html" if request.htmx else f"{name}.html", context)


def _token(marks: object) -> str:
    return hashlib.sha256(repr(marks).encode()).hexdigest()[:16]
