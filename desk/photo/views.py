"""The side sheet of one photo."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.errors import ArchiveError, EditConflict
from archive.models import Photo
from archive.photos.caption_groups import next_to_caption
from archive.photos.codes import writer
from archive.photos.editing import edit
from archive.photos.fields import permissions_of
from desk.access import DeskRequest, press_office
from desk.components.inputs import posted
from desk.photo.sheets import render_one, render_photos

NEXT_GROUP = "group"


@press_office()
@require_http_methods(["GET", "POST"])
def sheet(request: DeskRequest, photo_id: str) -> HttpResponse:
    """Show the sheet; on POST save what was changed, then show what `next` names: a photo, or the next to caption."""
    photo = _load(photo_id)
    return _save(request, photo) if request.method == "POST" else render_one(request, photo)


def _save(request: DeskRequest, photo: Photo) -> HttpResponse:
    typed, base = posted(request.POST)
    changes = {name: text for name, text in typed.items() if text != base[name]}
    if not request.user.has_perms(permissions_of(changes)):
        raise PermissionDenied
    write = writer()
    resolved = {name: write(photo, name, text) for name, text in changes.items()}
    may_approve = request.user.has_perm("archive.approve_photo")
    try:
        edit(photo.pk, resolved, Actor.of(request.user), may_approve=may_approve, base=base)
    except EditConflict as conflict:
        return render_one(request, _load(photo.pk), conflicts=conflict.fields, mine=changes, status=409)
    except ArchiveError as error:
        return render_one(request, _load(photo.pk), mine=changes, problem=str(error), status=409)
    return _go_on(request, _load(photo.pk))


def _go_on(request: DeskRequest, saved: Photo) -> HttpResponse:
    """The saved photo's tile is part of the answer, whichever photos the sheet shows next."""
    wanted = request.POST.get("next", "")
    if wanted == NEXT_GROUP:
        ids = next_to_caption(saved.release, [saved.pk]) or [saved.pk]
        return render_photos(request, saved.release, ids, saved=saved, message=_("Saved"))
    return render_one(request, _load(wanted) if wanted else saved, saved=saved, message=_("Saved"))


def _load(photo_id: str) -> Photo:
    return get_object_or_404(Photo.objects.select_related("original", "batch__photographer", "release"), pk=photo_id)
