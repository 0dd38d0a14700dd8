"""Home: what waits for the press office. Photographers find their drops here instead."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from desk.access import DeskRequest, in_press_office, signed_in
from desk.components.changes import render_if_changed
from desk.components.numbers import read_number
from desk.drop.presenters import drops_context
from desk.gateway.presenters import camera_context
from desk.queue.presenters import queue_context


@signed_in
@require_GET
def home(request: DeskRequest) -> HttpResponseBase:
    """The queue or, for a photographer, their drops; 204 to a poll when nothing changed."""
    if not in_press_office(request.user):
        context = drops_context(request.user) | camera_context(request.user)
        return render_if_changed(request, "drops.html", "drops_list.html", context)
    context = queue_context(request.user, request.GET.get("show", ""), _page(request))
    return render_if_changed(request, "queue.html", "queue_groups.html", context)


def _page(request: DeskRequest) -> int:
    """The page asked for; the first one where that is no page's number."""
    return read_number(request.GET.get("page", "")) or 1
