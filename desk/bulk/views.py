"""One sheet for a whole selection: each field has a tick, and only ticked fields are written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive.audit import Actor
from archive.models import Release
from archive.photos.editing import edit_many
from archive.photos.fields import permissions_of
from desk.access import DeskRequest, press_office
from desk.components.inputs import posted, shared_fields
from desk.components.selection import Toast, failures_by_file_name, selected
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update


@press_office("archive.change_photo")
@require_POST
def open_fields(request: DeskRequest, slug: str) -> HttpResponse:
    """The sheet for the posted `ids`."""
    release = get_object_or_404(Release, slug=slug)
    photos = list(release.photos.filter(pk__in=selected(request)))
    return render(request, "bulk.html", {"release": release, "photos": photos, "fields": shared_fields(photos)})


@press_office("archive.change_photo")
@require_POST
def save_fields(request: DeskRequest, slug: str) -> HttpResponse:
    """Write the ticked fields into every posted photo; answer with their tiles and a result per photo."""
    release = get_object_or_404(Release, slug=slug)
    typed, _base = posted(request.POST)
    changes = {name: text for name, text in typed.items() if f"tick.{name}" in request.POST}
    if not request.user.has_perms(permissions_of(changes)):
        raise PermissionDenied
    photos = {photo.pk: photo for photo in release.photos.filter(pk__in=selected(request))}
    may_approve = request.user.has_perm("archive.approve_photo")
    outcome = edit_many(
        [pk for pk in selected(request) if pk in photos], changes, Actor.of(request.user), may_approve=may_approve
    )
    n = len(outcome.done)
    sentence = ngettext("Written into %(n)d photo.", "Written into %(n)d photos.", n) % {"n": n}
    toast = Toast(sentence, failures_by_file_name(outcome, photos))
    return render_update(request, release, list(photos_of(release).filter(pk__in=photos)), toast=toast)
