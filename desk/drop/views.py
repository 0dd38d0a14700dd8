"""A photographer's drop pages. The list of all their drops is their home page, see `desk.queue.views`."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from archive.drops.batches import own_batches
from archive.drops.doors import Door, own_door
from archive.models import Photographer
from archive.store.browser_uploads import upload_origin
from desk.access import DeskRequest, signed_in
from desk.components.changes import render_if_changed
from desk.drop.presenters import batch_context, door_context
from desk.drop.sending import allow_uploads, answer_script
from pipelines.names import slugify


@signed_in
@require_GET
def drop(request: DeskRequest, batch_id: int) -> HttpResponse:
    """One drop of the signed-in photographer: what became of every file; 204 to a poll when nothing changed."""
    batch = get_object_or_404(own_batches(request.user), pk=batch_id)
    if batch.release.is_unsorted:
        context = batch_context(batch, everything="all" in request.GET)
        return render_if_changed(request, "unsorted_drop.html", "drop_list.html", context)
    return _page(request, _door(request, batch.release.slug))


@signed_in
@require_GET
def choose(request: DeskRequest) -> HttpResponse:
    """From a folder's name that was typed to its drop page."""
    _photographer(request)
    name = slugify(request.GET.get("folder", ""), "")
    return redirect("desk:drop_folder", slug=name) if name else redirect("desk:queue")


@signed_in
@require_GET
def folder(request: DeskRequest, slug: str) -> HttpResponse:
    """The drop page for a release's folder, whether there is such a release or not; 204 as above."""
    return _page(request, _door(request, slug))


@signed_in
@require_POST
def send(request: DeskRequest, slug: str) -> HttpResponse:
    """What the page's script asks."""
    return answer_script(request, _door(request, slug))


def _page(request: DeskRequest, door: Door) -> HttpResponse:
    batch = own_batches(request.user).filter(release=door.release).first() if door.release else None
    context = door_context(door, batch, everything="all" in request.GET)
    addresses = {
        "here": reverse("desk:drop_folder", args=[door.folder]),
        "send": reverse("desk:drop_send", args=[door.folder]),
        "accept": reverse("desk:terms_accept", args=[door.folder]),
    }
    answer = render_if_changed(request, "drop.html", "drop_list.html", context | addresses)
    return allow_uploads(answer, upload_origin())


def _door(request: DeskRequest, slug: str) -> Door:
    door = own_door(_photographer(request), slug)
    if door is None:
        raise Http404
    return door


def _photographer(request: DeskRequest) -> Photographer:
    return get_object_or_404(Photographer, account=request.user)
