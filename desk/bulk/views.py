"""The side sheet of a selection: what is written goes into every photo of it, and everything else stays."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Release
from archive.photos.bulk_editing import edit_many
from archive.photos.caption_groups import next_to_caption
from archive.photos.codes import writer
from archive.photos.credits import credit_of
from archive.photos.fields import permissions_of
from desk.access import DeskRequest, press_office
from desk.bulk.results import photo_results, posted_writings, texts_after
from desk.components.selection import selected
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update
from desk.photo.preview import preview_of
from desk.photo.sheets import render_photos


@press_office("archive.change_photo")
@require_POST
def open_fields(request: DeskRequest, slug: str) -> HttpResponse:
    """The sheet for the posted `ids`."""
    return render_photos(request, get_object_or_404(Release, slug=slug), selected(request))


@press_office("archive.change_photo")
@require_GET
def open_next(request: DeskRequest, slug: str) -> HttpResponse:
    """The sheet for the next photos to caption behind those in `after`; 204 when none is left."""
    release = get_object_or_404(Release, slug=slug)
    ids = next_to_caption(release, request.GET.get("after", "").split())
    return render_photos(request, release, ids) if ids else HttpResponse(status=204)


@press_office("archive.change_photo")
@require_POST
def save_fields(request: DeskRequest, slug: str) -> HttpResponse:
    """Write the ticked fields into every posted photo; answer with their tiles and a result per photo."""
    release = get_object_or_404(Release, slug=slug)
    writings = posted_writings(request.POST)
    if not request.user.has_perms(permissions_of(writings)):
        raise PermissionDenied
    seen = selected(request)
    photos = {photo.pk: photo for photo in release.photos.filter(pk__in=seen)}
    outcome = edit_many(
        [pk for pk in seen if pk in photos],
        writings,
        Actor.of(request.user),
        may_approve=request.user.has_perm("archive.approve_photo"),
        seen=seen,
        resolve=writer(),
    )
    tiles = list(photos_of(release).filter(pk__in=photos))
    return render_update(request, release, tiles, done=outcome.done, results=photo_results(outcome, photos))


@press_office("archive.change_photo")
@require_POST
def preview_fields(request: DeskRequest, slug: str) -> HttpResponse:
    """What the posted texts will be on the first of the posted photos."""
    release = get_object_or_404(Release, slug=slug)
    photo = photos_of(release).filter(pk__in=selected(request)).first()
    if photo is None:
        raise Http404
    photo.release = release
    try:
        texts = texts_after(photo, request.POST)
    except ArchiveError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return render(request, "caption_preview.html", {**vars(preview_of(photo, texts)), "credit": credit_of(photo)})
