"""A photographer's own drop. The list of all their drops is their home page, see `desk.queue.views`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from desk.access import DeskRequest, signed_in
from desk.components.changes import render_if_changed
from desk.uploads.presenters import drop_context, own_batches


@signed_in
@require_GET
def drop(request: DeskRequest, batch_id: int) -> HttpResponse:
    """One drop of the signed-in photographer: what became of every file; 204 to a poll when nothing changed."""
    batch = get_object_or_404(own_batches(request.user), pk=batch_id)
    return render_if_changed(request, "drop.html", "drop_list.html", drop_context(batch))
